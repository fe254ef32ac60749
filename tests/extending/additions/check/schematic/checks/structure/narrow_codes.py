"""A code that nothing holds to a law must be narrower than what it encodes."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Node, Schematic
from schematic.spaces import Space, width


@page("SGM396")
def wide_code(node: Node, factor: Factor, room: int) -> Diagnostic:
    """A code without a law that has room for a copy of the data.

    An autoencoder learns something only where its code is narrower than its data, or is matched to
    a law. Otherwise the identity reconstructs perfectly.
    """
    return Diagnostic(
        "SGM396",
        f"`{node.name}` has room for a copy of {', '.join(f'`{p}`' for p in factor.parents)}",
        node.name_span,
        f"it has {width(node.space)} numbers, they have {room}, and no law holds it back",
        f"make `{node.name}` narrower, or give it a law",
        "warning",
    )


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about inferred nodes that are matched to nothing, where all shapes are known."""
    for name, factor in schematic.dashed_into.items():
        node = schematic.nodes[name]
        spaces = [schematic.nodes[parent].space for parent in factor.parents]
        if node.law is None and name not in schematic.solid_into and _is_known(node, spaces):
            room = sum(map(width, spaces))
            if width(node.space) >= room:
                yield wide_code(node, factor, room)


def _is_known(node: Node, spaces: list[Space]) -> bool:
    return all(space.shape is not None for space in (node.space, *spaces))

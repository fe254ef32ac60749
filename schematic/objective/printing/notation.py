"""Factors and draws → the names of densities, identical wherever they are printed."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.graph import Factor, Node, Schematic
from schematic.graph.letters import letter
from schematic.graph.names import greek


def density(schematic: Schematic, source: Factor | Node) -> str:
    """`p(x|z)` for a factor, `p(z)` for a node's own law."""
    if isinstance(source, Node):
        return f"p({greek(source.name)})"
    head = letter(schematic, source)
    parents = ",".join(map(greek, source.parents))
    return f"{head}({greek(source.child)}|{parents})"


def renamed(shown: str, of: str, given: Iterable[str]) -> str:
    """A density with the names of draws in place of those of nodes: `log p(x_fake|z)`."""
    conditions = ",".join(map(greek, given))
    return f"{shown.partition('(')[0]}({greek(of)}{'|' if conditions else ''}{conditions})"


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: `x`, `x and c`, `x, c and z`."""
    *first, last = map(greek, names)
    return f"{', '.join(first)} and {last}" if first else last

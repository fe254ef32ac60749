"""Schematic → the nodes whose shapes are missing before its model can be written down."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from schematic.diagnostics import Diagnostic, SchematicError
from schematic.graph import Schematic
from schematic.model import model_findings as errors


def missing_shapes(schematic: Schematic, bound: Container[str] = ()) -> list[str]:
    """The nodes without a shape at the ends of nets that are ours to build, or to be drawn.

    Args:
        schematic: any schematic.
        bound: the nets that the user brings as modules.
    """
    ends = [
        name
        for factor in schematic.factors
        if any(ref.net not in bound for ref in factor.law.nets)
        for name in (*factor.parents, factor.child)
    ]
    drawn = [n.name for n in schematic.nodes.values() if n.law is not None and not n.is_data]
    names = dict.fromkeys((*ends, *drawn))
    return [name for name in names if schematic.nodes[name].space.shape is None]


def ask_for_shapes(
    schematic: Schematic, names: Iterable[str], why: str | None = None
) -> Mapping[str, Diagnostic]:
    """The names by which shapes can be given, each with the finding that asks for it (SGM607).

    The copies of a plate are asked for together, if none of them has a shape.

    Args:
        schematic: any schematic.
        names: the nodes whose shapes are missing.
        why: what cannot be done without them; None if nets cannot be built.
    """
    nodes, found = schematic.nodes, dict[str, Diagnostic]()
    for name in names:
        copy = schematic.copies.get(name)
        plate = () if copy is None or copy.stem in nodes else schematic.plates[copy.stem]
        alike = all(nodes[other].space.shape is None for other in plate)
        if copy is None or len(plate) < 2 or not alike:
            what = f"`{copy or name}` has"
            because = why or "its nets cannot be built"
            found[name] = errors.unknown_shape(name, what, nodes[name], because)
        elif copy.stem not in found:
            first, last = (schematic.copies[plate[at]] for at in (0, -1))
            what, because = f"`{first}` to `{last}` have", why or "their nets cannot be built"
            found[copy.stem] = errors.unknown_shape(copy.stem, what, nodes[name], because)
    return found


def require_shapes(schematic: Schematic) -> None:
    """Refuse a schematic that cannot be written down, because the shape of a node is unknown.

    Raises:
        SchematicError: SGM607 for each name by which a shape can be given.
    """
    if findings := ask_for_shapes(schematic, missing_shapes(schematic)):
        raise SchematicError(findings.values(), schematic.source)

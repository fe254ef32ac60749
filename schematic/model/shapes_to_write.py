"""Schematic → the nodes whose shapes are missing before its model can be written down."""

from __future__ import annotations

from collections.abc import Container

from schematic.diagnostics import SchematicError
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


def require_shapes(schematic: Schematic) -> None:
    """Refuse a schematic that cannot be written down, because the shape of a node is unknown.

    Raises:
        SchematicError: SGM607 for each such node.
    """
    findings = [
        errors.unknown_shape(schematic.nodes[name], "its nets cannot be built")
        for name in missing_shapes(schematic)
    ]
    if findings:
        raise SchematicError(findings, schematic.source)

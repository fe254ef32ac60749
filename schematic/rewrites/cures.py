"""Rewrite that was refused, Schematic → the chain of rewrites that would make it applicable."""

from __future__ import annotations

from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from schematic.rewrites.apply import apply_all, step
from schematic.rewrites.atlas.effort import Effort
from schematic.rewrites.atlas.shortest_path import explore
from schematic.rewrites.chain import read_rewrites
from schematic.rewrites.rewrite import Refusal, Rewrite

FARTHEST = 3
EFFORT = 50_000


def cure_of(refusal: Refusal, rewrite: Rewrite, schematic: Schematic) -> str:
    """The cure that the refusal names if it does cure, else the shortest that is found, or "".

    Args:
        refusal: the answer.
        rewrite: what was asked for.
        schematic: what it was to be applied to; well-formed.
    """
    if refusal.cure:
        cured = apply_all((*read_rewrites(refusal.cure), rewrite), schematic)
        if not isinstance(cured, Refusal):
            return refusal.cure
    try:
        return _found(rewrite, schematic)
    except SchematicError:  # given up: a cure that takes long to find is far away
        return ""


def _found(rewrite: Rewrite, schematic: Schematic) -> str:
    """The shortest chain that takes nothing away that was drawn."""
    for place in explore(schematic, FARTHEST, Effort(EFFORT)):
        takes_away = any(link.takes_away for link in place.chain)
        if takes_away or not place.chain:
            continue
        if not isinstance(step(rewrite, place.schematic), Refusal):
            return " | ".join(map(str, place.chain))
    return ""

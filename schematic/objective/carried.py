"""A node that an invertible net carries → the draws whose densities tell its own.

The density of z = F(u) is that of u, over |det ∂z/∂u|. Where u is carried itself, one goes on to
what carries it; the first node that is not is the base.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from schematic.graph import Factor, Schematic


class Carried(NamedTuple):
    """How a node came by its density.

    Attributes:
        along: the arrows with invertible nets that carried it, its own first.
        base: the node that they begin with.
    """

    along: tuple[Factor, ...]
    base: str


def carried(schematic: Schematic, inferred: Mapping[str, Factor], factor: Factor) -> Carried | None:
    """How the child of a dashed factor came by its density; None if no invertible net carried it.

    Args:
        schematic: the schematic.
        inferred: the dashed factor that each inferred node follows.
        factor: the dashed factor, or a solid one that is followed backwards.
    """
    if not schematic.is_invertible(factor):
        return None
    along, seen = [factor], {factor.child}
    while True:
        base = along[-1].parents[0]
        before = inferred.get(base)
        if before is None or base in seen or not schematic.is_invertible(before):
            return Carried(tuple(along), base)
        seen.add(base)
        along.append(before)

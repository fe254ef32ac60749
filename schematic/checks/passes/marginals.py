"""`real = marginals`: elements that can be permuted apart, on one side that inference makes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Factor, Schematic
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.game_sides import data_pickers, games_of
from schematic.objective.worlds import ancestors


@page("SGM356")
def no_marginals(factor: Factor, cause: str, cure: str) -> Diagnostic:
    """`real = marginals` where the marginals of what is judged are not a second side.

    The real side of such a game is the fake one with every element permuted over the batch on its
    own, so that elements of one example become those of several. There must be two elements at
    least, each of them drawn; and y says nothing else, such as which data set an example is from.
    """
    message = f"`real = marginals` is no real side of `{', '.join(factor.parents)}`"
    return Diagnostic("SGM356", message, factor.arrow_span, cause, cure, about=(*factor.parents,))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about the games whose real side are marginals."""
    for factor in games_of(schematic):
        if factor.attributes.real:
            yield from _refusals(schematic, factor)


def _refusals(schematic: Schematic, factor: Factor) -> Iterator[Diagnostic]:
    cure = "take `real = marginals` away"
    if factor.child in data_pickers(schematic):
        cause = f"`{factor.child}` says which data set an example is from"
        yield no_marginals(factor, cause, f"{cure}, or judge by another indicator")
    if _elements(schematic, factor) == 1:
        (name,) = factor.parents
        cause = f"`{name}` has one element, whose marginal is its law: both sides would be alike"
        yield no_marginals(factor, cause, f"judge another node beside `{name}`, or {cure}")
    if several := _enumerated(schematic, factor):
        cause = f"{listed(several)} has all of its values, each with a probability of its own"
        yield no_marginals(
            factor, cause, f"draw it: take `gradient` off the arrow into it; or {cure}"
        )


def _elements(schematic: Schematic, factor: Factor) -> int | None:
    """How many elements are judged, as far as shapes are known; a class is one."""
    spaces = [schematic.nodes[name].space for name in factor.parents]
    if any(space.shape is None and not space.classes for space in spaces):
        return None
    return sum(1 if space.classes else math.prod(space.shape or ()) for space in spaces)


def _enumerated(schematic: Schematic, factor: Factor) -> list[str]:
    """The nodes that a judged one is or comes from, and that take all of their values."""
    arrows = schematic.dashed_into
    behind = {*factor.parents}.union(*(ancestors(arrows, name) for name in factor.parents))
    found = ((name, arrows[name]) for name in schematic.nodes if name in behind & arrows.keys())
    return [name for name, arrow in found if ESTIMATORS[arrow.attributes.gradient].enumerates]

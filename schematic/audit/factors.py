"""A factor of a whole loss → where it comes from, and whether it matters."""

from __future__ import annotations

from schematic.audit.explain import Search
from schematic.audit.fit import Weight
from schematic.audit.numbers import origin, shown
from schematic.graph.names import greek
from schematic.objective.terms import Contrast, Verdict


def of_factor(search: Search, factor: Weight) -> str:
    """What a factor of a loss is, what it may mean, and what it changes."""
    text = f"it is {shown(factor)} times the derived loss"
    why = _meaning(search, factor)
    return f"{text}{f': {why}' if why else ''}; {_effect(search, factor)}"


def _meaning(search: Search, factor: Weight) -> str:
    terms = search.player.terms
    branches = {term.branch for term in terms if isinstance(term.body, Verdict)}
    if factor.is_near(2) and len(branches) == 2:
        return "you add both sides of the game, and their mean is the derived loss"
    if factor.is_near(0.5) and len(branches) == 1:
        return "the mean is taken over both halves of a batch, and one of them has no gradient here"
    scales = {term.scale for term in terms}
    scale = scales.pop() if len(scales) == 1 else 1.0
    return origin(factor, search.bench.objective.schematic, scale)[0]


def _effect(search: Search, factor: Weight) -> str:
    """What the factor changes: the length of steps, and never where they lead."""
    name = greek(search.player.name)
    size = shown(factor)
    alone = f"Adam does not see it, and for SGD {name}'s learning rate is {size} times as large"
    is_game = any(isinstance(term.body, Verdict | Contrast) for term in search.player.terms)
    if not is_game:
        return alone
    return (
        f"{alone}; the game has the same solutions, unless one optimizer steps on the sum of "
        "several players' losses"
    )

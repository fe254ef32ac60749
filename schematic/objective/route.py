"""Terms → Player: where gradients flow, what is constant, and how the rest is scaled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from schematic.families import Ability
from schematic.graph import Distribution
from schematic.objective.draws import Pool
from schematic.objective.terms import Draw, Objective, Player, Term, evaluated_nets, given_draws

HALF = Fraction(1, 2)


def make_player(
    pool: Pool, groups: tuple[str, ...], terms: Iterable[Term], *, discriminates: bool
) -> Player:
    """The player who trains some groups, with the terms that concern it.

    Terms without the player's parameters are constants. The others are divided by the
    probability of those values of y for which there is any gradient, so that a GAN's φ has
    ½ + ½ and its θ has 1.
    """
    owned = {net for net, group in pool.schematic.group_of.items() if group in groups}
    live = _live(pool.draws, owned)
    routed = [route(term, owned, live) for term in terms]
    kept = [term for term in routed if term.learns or term.through]
    constants = [term for term in routed if not (term.learns or term.through)]
    total = _probability(kept)
    scaled = kept if total == 1 else [replace(t, weight=t.weight / total) for t in kept]
    return Player(
        name=",".join(groups),
        groups=groups,
        nets=tuple(net for net in pool.schematic.group_of if net in owned),
        terms=tuple(scaled),
        constants=tuple(constants),
        discriminates=discriminates,
    )


def route(term: Term, owned: set[str], live: set[str]) -> Term:
    """The term with the nets that learn in it and the draws that carry gradient to them."""
    learns = tuple(net for net in evaluated_nets(term.body) if net in owned)
    through = tuple(name for name in given_draws(term.body) if name in live)
    return replace(term, learns=learns, through=through)


def _live(draws: Mapping[str, Draw], owned: set[str]) -> set[str]:
    """The draws that depend on some nets, and pass their gradient on."""
    live: set[str] = set()
    for name, draw in draws.items():
        if not passes_gradient(draw):
            continue
        nets = {ref.net for ref in draw.law.nets} if isinstance(draw.law, Distribution) else set()
        if nets & owned or live & set(draw.given):
            live.add(name)
    return live


def passes_gradient(draw: Draw) -> bool:
    """Whether a draw is a differentiable function of its parameters."""
    if draw.detached or not isinstance(draw.law, Distribution):
        return False
    return draw.mean or Ability.REPARAMETERISE in draw.law.row.abilities


def _probability(terms: Sequence[Term]) -> Fraction:
    """The probability of the values of y for which there is any gradient."""
    branches = {term.branch for term in terms}
    return Fraction(1) if None in branches or not branches else HALF * len(branches)


def nets_behind(objective: Objective, player: Player, names: Sequence[str]) -> set[str]:
    """The player's nets that made some draws, as far back as gradient flows."""
    draws = {draw.name: draw for draw in objective.draws}
    own = set(player.nets)
    stack, seen = list(names), set[str]()
    found: set[str] = set()
    while stack:
        draw = draws[stack.pop()]
        if draw.name in seen or draw.detached:
            continue
        seen.add(draw.name)
        stack.extend(draw.given)
        if isinstance(draw.law, Distribution):
            found.update(ref.net for ref in draw.law.nets if ref.net in own)
    return found

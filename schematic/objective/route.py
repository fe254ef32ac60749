"""Terms → Player: where gradients flow, what is constant, and how the rest is scaled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from schematic.graph import Distribution, Schematic
from schematic.objective.draws import Pool
from schematic.objective.estimator import estimator_of_draw
from schematic.objective.lineage import lineage
from schematic.objective.terms import Draw, Objective, Player, Term

HALF = Fraction(1, 2)


def make_player(
    pool: Pool, groups: tuple[str, ...], terms: Iterable[Term], *, discriminates: bool
) -> Player:
    """The player who trains some groups, with the terms that concern it.

    Terms without the player's parameters are constants. The others are divided by the
    probability of those values of y for which there is any gradient, so that a GAN's φ has
    ½ + ½ and its θ has 1. A term that belongs to no branch of y is not an expectation over it,
    and stays as it is.
    """
    owned = {net for group in groups for net in pool.schematic.nets_of[group]}
    terms = tuple(terms)
    read = (name for term in terms for name in term.body.reads)
    flow = _flow(lineage(pool.draws, read), owned)
    routed = [route(pool.schematic, term, owned, flow) for term in terms]
    kept = [term for term in routed if _counts(term)]
    total = _probability(kept)
    return Player(
        name=",".join(groups),
        groups=groups,
        nets=tuple(sorted(owned, key=pool.schematic.place_of_net.__getitem__)),
        terms=tuple(kept if total == 1 else (_divided(term, total) for term in kept)),
        constants=tuple(term for term in routed if not _counts(term)),
        discriminates=discriminates,
    )


def _counts(term: Term) -> bool:
    """Whether a term stands in the loss: the player learns from it, or it makes a bound whole."""
    return is_live(term) or term.body.counts


class Flow(NamedTuple):
    """How gradient flows back through draws to the nets of one player.

    Attributes:
        live: the draws that are smooth functions of these nets.
        by_value: for each draw, those that it depends on whose estimator weighs terms by value.
    """

    live: frozenset[str]
    by_value: Mapping[str, tuple[str, ...]]


def route(schematic: Schematic, term: Term, owned: set[str], flow: Flow) -> Term:
    """The term with the nets that learn in it and the draws that carry gradient to them."""
    given = term.body.reads
    by_value = (name for draw in given for name in flow.by_value.get(draw, ()))
    return replace(
        term,
        learns=tuple(net for net in with_trunks(schematic, term.body.nets, owned) if net in owned),
        through=tuple(name for name in given if name in flow.live),
        by_value=tuple(dict.fromkeys(by_value)),
    )


def with_trunks(schematic: Schematic, nets: Iterable[str], owned: set[str]) -> tuple[str, ...]:
    """Some nets, and behind those that a player owns the nets whose trunk they stand on.

    A trunk learns from every net of its player that stands on it. Under a net of another player,
    such as a discriminator, it is held fixed with that net.
    """
    found: dict[str, None] = {}
    for net in nets:
        line = schematic.nets.get(net)
        found[net] = None
        if line is not None and line.trunk and net in owned:
            found[line.trunk] = None
    return tuple(found)


def is_live(term: Term) -> bool:
    """Whether a term moves with the parameters of the player that it was routed for."""
    return bool(term.learns or term.through or term.by_value)


def _flow(draws: Iterable[Draw], owned: set[str]) -> Flow:
    """The draws that depend on some nets, by the way in which their gradient is passed on."""
    live: set[str] = set()
    by_value: dict[str, tuple[str, ...]] = {}
    for draw in draws:
        name = draw.name
        if draw.detached:
            continue
        nets = {ref.net for ref in draw.law.nets} if isinstance(draw.law, Distribution) else set()
        moves = bool(nets & owned) or bool(live & set(draw.given))
        if moves and passes_gradient(draw):
            live.add(name)
        own = (name,) if moves and needs_values(draw) else ()
        behind = (one for parent in draw.given for one in by_value.get(parent, ()))
        if weighed := tuple(dict.fromkeys((*behind, *own))):
            by_value[name] = weighed
    return Flow(frozenset(live), by_value)


def passes_gradient(draw: Draw) -> bool:
    """Whether a draw is a differentiable function of its parameters."""
    if draw.detached or not isinstance(draw.law, Distribution):
        return False
    estimator = estimator_of_draw(draw)
    return draw.mean or (estimator is not None and estimator.pathwise)


def needs_values(draw: Draw) -> bool:
    """Whether the gradient of a draw's parameters needs the values of the terms that read it."""
    estimator = estimator_of_draw(draw)
    return not draw.detached and estimator is not None and estimator.surrogate


def _probability(terms: Sequence[Term]) -> Fraction:
    """The probability of the values of y for which there is any gradient."""
    branches = {term.branch for term in terms} - {None}
    return HALF * len(branches) if branches else Fraction(1)


def _divided(term: Term, total: Fraction) -> Term:
    return term if term.branch is None else replace(term, weight=term.weight / total)


def nets_behind(objective: Objective, player: Player, names: Sequence[str]) -> set[str]:
    """The player's nets that made some draws, as far back as gradient flows."""
    own = set(player.nets)
    stack, seen = list(names), set[str]()
    found: set[str] = set()
    while stack:
        draw = objective.draw(stack.pop())
        if draw.name not in seen and _is_made(draw):
            seen.add(draw.name)
            stack.extend(draw.given)
            found |= _makers(objective.schematic, draw, own)
    return found


def nets_behind_each(
    objective: Objective, player: Player, names: Iterable[str]
) -> Mapping[str, frozenset[str]]:
    """`nets_behind` of each of some draws, and of what they are made from.

    They are the nets behind a draw's parents, and its own.
    """
    own = set(player.nets)
    found: dict[str, frozenset[str]] = {}
    for draw in lineage(objective.drawn, names):
        nets = _makers(objective.schematic, draw, own) if _is_made(draw) else set[str]()
        behind = (found[parent] for parent in draw.given) if _is_made(draw) else ()
        found[draw.name] = frozenset(nets).union(*behind)
    return found


def _is_made(draw: Draw) -> bool:
    """Whether gradient flows back into what a draw is made from."""
    return not draw.detached and isinstance(draw.law, Distribution)


def _makers(schematic: Schematic, draw: Draw, own: set[str]) -> set[str]:
    """The nets, of some that are a player's own, that one draw is made by."""
    assert isinstance(draw.law, Distribution)
    return own.intersection(with_trunks(schematic, (ref.net for ref in draw.law.nets), own))

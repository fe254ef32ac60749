"""Every net that a factor names must receive a gradient from some term."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.families import Kind
from schematic.graph import DataLaw, Factor, NetRef, Schematic
from schematic.graph.advice import new_net, with_prior, write_factor
from schematic.graph.names import greek
from schematic.objective.readings import readings_of
from schematic.objective.route import nets_behind
from schematic.objective.terms import Objective, Player


@page("SGM403")
def no_gradient(ref: NetRef, cure: str) -> Diagnostic:
    """A net that nothing trains.

    No term of the objective depends on its parameters: what it computes is neither scored nor
    matched, or a sample that carries no gradient lies between. `sgm derive` shows the terms.
    """
    message = f"nothing trains net `{ref.net}`"
    cause = f"no term of the objective depends on `{greek(ref.group)}` through it"
    return Diagnostic("SGM403", message, ref.span, cause, cure)


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about nets without a gradient."""
    reached, read = reached_nets(objective), readings_of(objective).arrows
    seen: set[str] = set()
    for factor in objective.schematic.factors:
        if not factor.dashed and factor not in read:
            continue  # an arrow without effect is a finding of its own
        for ref in factor.law.nets:
            if ref.is_frozen or ref.net in reached | seen or factor.attributes.degenerate:
                continue
            seen.add(ref.net)
            yield no_gradient(ref, _cure(objective.schematic, factor, ref))


def _cure(schematic: Schematic, factor: Factor, ref: NetRef) -> str:
    """What gives a net something to learn from; else its arrow, and those that follow it, go."""
    if not factor.dashed or factor.red:
        return "remove this line; no term needs it"
    chain = _chain(schematic, factor)
    last = schematic.nodes[chain[-1].child]
    if last.law is None and _can_match(schematic, chain[-1]):
        return f"give `{last.name}` a law, to which the KL matches it: write `{with_prior(last)}`"
    scored = _unscored(schematic)
    if scored is not None:
        net = new_net(schematic, "C", ref.group)
        return f"score data by what it computes: add `{last.name} -> {scored} ~ {net}`"
    if len(chain) == 1:
        return "remove this line; no term needs it"
    lines = listed(write_factor(schematic, each) for each in chain)
    return f"remove {lines}; no term needs them"


def _chain(schematic: Schematic, factor: Factor) -> list[Factor]:
    """A dashed factor and one after another of those that read its child."""
    chain = [factor]
    readers = {p: f for f in schematic.factors if f.dashed and not f.red for p in f.parents}
    while (after := readers.get(chain[-1].child)) is not None and after not in chain:
        chain.append(after)
    return chain


def _can_match(schematic: Schematic, factor: Factor) -> bool:
    """Whether a KL could match the child of a dashed factor to a prior of its kind."""
    kind = schematic.nodes[factor.child].space.kind
    can_score = kind in (Kind.REAL, Kind.BINARY, Kind.CAT)
    return can_score and not factor.hollow and factor.child not in schematic.solid_into


def _unscored(schematic: Schematic) -> str | None:
    """A data node that no arrow leads into, so that a solid one may."""
    taken = schematic.solid_into.keys() | schematic.dashed_into.keys()
    plain = (n.name for n in schematic.nodes.values() if n.law == DataLaw())
    return next((name for name in plain if name not in taken), None)


def reached_nets(objective: Objective) -> set[str]:
    """The nets that some player's terms train."""
    return {net for player in objective.players for net in _reached(objective, player)}


def _reached(objective: Objective, player: Player) -> set[str]:
    """The player's nets that its terms evaluate, or that lie behind the draws they go through."""
    learned = {net for term in player.terms for net in term.learns}
    through = [name for term in player.terms for name in (*term.through, *term.by_value)]
    return learned | nets_behind(objective, player, through)

"""Objective → the operations that sample its draws, once a batch, for all players."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schematic.graph import Factor
from schematic.objective.copies import layouts_of, sharing_of
from schematic.objective.terms import Objective, Penalty, Volume
from schematic.program.draws import DrawPlan, reference_of
from schematic.program.ops import Prior
from schematic.program.written_names import Namer, variable


@dataclass(frozen=True)
class SharedPlan:
    """What all players share.

    Attributes:
        objective: what is computed.
        draws: its draws, data first and then the rest in sampling order.
        mixes: for each game with a gradient penalty, where between real and fake it is taken.
    """

    objective: Objective
    draws: DrawPlan
    mixes: dict[Factor, str]

    @staticmethod
    def of(objective: Objective, bound: frozenset[str]) -> SharedPlan:
        """Plan the draws."""
        draws = objective.drawn
        others = [p for p in objective.players if not p.discriminates]
        length, like = reference_of(objective.schematic, draws.values())
        plan = DrawPlan(
            schematic=objective.schematic,
            bound=bound,
            draws=draws,
            owned={group for player in others for group in player.groups},
            length=length,
            like=like,
            names=Namer({variable(name) for name in draws}),
            layouts=layouts_of(objective),
            sharing=sharing_of(objective),
            measured=frozenset(_measured(objective)),
        )
        plan.make(sorted(draws.values(), key=lambda draw: not draw.is_data))
        mixes = {game: _mix(plan, game) for game in _penalised(objective)}
        return SharedPlan(objective, plan, mixes)


def _measured(objective: Objective) -> Iterator[str]:
    """The draws whose log|det| some term reads, perhaps inside of another."""
    waiting = [term for player in objective.players for term in player.terms]
    while waiting:
        body = waiting.pop().body
        waiting.extend(body.inside)
        if isinstance(body, Volume):
            yield body.of


def _penalised(objective: Objective) -> Iterator[Factor]:
    """The games with a gradient penalty."""
    bodies = (term.body for player in objective.players for term in player.terms)
    yield from dict.fromkeys(body.factor for body in bodies if isinstance(body, Penalty))


def _mix(plan: DrawPlan, game: Factor) -> str:
    """The place between real and fake, u ~ U(0, 1); its noise is named y."""
    name = plan.names(f"{game.child}_mix")
    numbers, noise = (0.0, 1.0), (game.child,)
    plan.ops.append(Prior(name, "uniform_prior", (), numbers, plan.length, plan.like, noise))
    return name

"""A denoising term → operations: the net, what it should tell, and half their squared distance."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schematic.objective.terms import Denoising, Term
from schematic.program.ops import Apply, Use
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Denoising(Lowering[Denoising]):
    def lower(self, player: PlayerPlan, term: Term, body: Denoising) -> None:
        copies = player.copies(body.reads)
        uses = tuple(player.use(name, term, copies) for name in body.given)
        told = player.names("told")
        player.ops.append(player.evaluate((told,), body.factor.law.nets[0], body.factor, uses))
        target = TARGETS[body.factor.attributes.predict](player, term, body, copies)
        cost = player.call(f"error_{body.of}", "half_squared_error", (target, Use(told)))
        if body.factor.attributes.weighting == "bound":
            cost = _weighed(player, term, body, cost, copies)
        player.pay(term, cost, copies)


def _weighed(player: PlayerPlan, term: Term, body: Denoising, cost: str, copies: int) -> str:
    """The error times the weight of its level that makes it a bound, [copies · B]."""
    kernel = f"{body.factor.attributes.predict}_weight"
    level = player.use(body.level, term, copies)
    options = (("schedule", body.diffusion.schedule),)
    weight = player.call(f"weight_{body.level}", kernel, (level,), options=options)
    return player.call(f"weighed_{body.of}", "weighed", (Use(cost), Use(weight)))


def _noise(player: PlayerPlan, term: Term, body: Denoising, copies: int) -> Use:
    return Use(player.draws.noises[body.noisy], copies=copies // player.draws.copies[body.noisy])


def _data(player: PlayerPlan, term: Term, body: Denoising, copies: int) -> Use:
    return player.use(body.of, term, copies)


def _velocity(player: PlayerPlan, term: Term, body: Denoising, copies: int) -> Use:
    """α′(t) x + σ′(t) ε: how the mixture moves with the level."""
    value, level = (player.use(name, term, copies) for name in (body.of, body.level))
    name = player.names(f"{body.noisy}_velocity")
    options = (("schedule", body.diffusion.schedule),)
    noise = _noise(player, term, body, copies)
    player.ops.append(Apply(name, "velocity", (value, level, noise), options))
    return Use(name)


Making = Callable[[PlayerPlan, Term, Denoising, int], Use]
TARGETS: Mapping[str, Making] = {"noise": _noise, "data": _data, "velocity": _velocity}
"""What the net should tell, a row for each word of `predict`."""

ROOM = _Denoising()

"""What a discriminator's logit is worth to a player, by the price of the game."""

from __future__ import annotations

from torch import Tensor

from schematic.objective.terms import Term, Verdict
from schematic.verify.expectation import TermOracle
from schematic.verify.paper.payoffs import payoff
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: Verdict, term: Term) -> tuple[Scene, Tensor]:
    logit = world.judge(body.factor, scene.at(body.given), term.learns)
    loss = body.factor.attributes.loss
    return scene, payoff(loss, logit, body.label, reverse=body.reverse)


ORACLE = TermOracle[Verdict](name="Verdict", reads=lambda body: body.given, enumerate=_enumerate)

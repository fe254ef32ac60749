"""What a discriminator's two logits at a real and a fake example are worth to a player."""

from __future__ import annotations

from torch import Tensor

from schematic.objective.terms import Contrast, Term
from schematic.verify.expectation import TermOracle
from schematic.verify.oracles import oracle
from schematic.verify.paper.payoffs import PRICE_ORACLES, PairPayoffs
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: Contrast, term: Term) -> tuple[Scene, Tensor]:
    price = oracle(PRICE_ORACLES, body.factor.attributes.loss)
    assert isinstance(price, PairPayoffs)
    real, fake = (
        world.judge(body.factor, scene.at(side), term.learns) for side in (body.real, body.fake)
    )
    return scene, -price.of(real, fake, reverse=body.reverse)


ORACLE = TermOracle[Contrast](
    name="Contrast",
    reads=lambda body: body.reads,
    enumerate=_enumerate,
)

"""log p(f(of) | f(predicted)): features of two values; nobody learns in what gives them."""

from __future__ import annotations

from torch import Tensor

from schematic.objective.terms import FeatureDensity, Term
from schematic.verify.expectation import TermOracle
from schematic.verify.paper.compared import log_density
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(
    world: Tables, scene: Scene, body: FeatureDensity, term: Term
) -> tuple[Scene, Tensor]:
    own, predicted = (
        world.features_of(body.seen.net, scene.values[name], term.learns)
        for name in (body.of, body.predicted)
    )
    return scene, log_density(body.factor, own, predicted)


ORACLE = TermOracle[FeatureDensity](
    name="FeatureDensity", reads=lambda body: body.reads, enumerate=_enumerate
)

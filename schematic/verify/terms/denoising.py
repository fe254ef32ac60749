"""Half the squared error of a net, as an entry of its table: any function of what it reads."""

from __future__ import annotations

from torch import Tensor

from schematic.objective.terms import Denoising, Term
from schematic.verify.expectation import TermOracle
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: Denoising, term: Term) -> tuple[Scene, Tensor]:
    given = scene.at(body.given)
    value = scene.values[body.of]
    range_ = body.diffusion.range if body.factor.attributes.weighting == "bound" else None
    width = range_[1] - range_[0] if range_ else 1.0
    return scene, -world.score(body.factor, value, given, term.learns) / width


ORACLE = TermOracle[Denoising](
    name="Denoising", reads=lambda body: body.reads, enumerate=_enumerate
)

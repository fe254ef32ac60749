"""log|det ∂of/∂first|: an entry of the table of log-volumes, which learns if the draw does."""

from __future__ import annotations

from torch import Tensor

from schematic.objective.terms import Term
from schematic.objective.terms.volume import Volume
from schematic.verify.expectation import TermOracle
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: Volume, term: Term) -> tuple[Scene, Tensor]:
    found = world.volume(body.factor, scene.values[body.of], scene.at(body.given))
    return scene, found if body.of in term.through else found.detach()


ORACLE = TermOracle[Volume](name="Volume", reads=lambda body: body.reads, enumerate=_enumerate)

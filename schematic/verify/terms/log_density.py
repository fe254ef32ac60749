"""log p(of | given): a table's entry at the draws."""

from __future__ import annotations

from torch import Tensor

from schematic.objective.terms import LogDensity, Term
from schematic.verify.expectation import TermOracle
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: LogDensity, term: Term) -> tuple[Scene, Tensor]:
    given = scene.at(body.given)
    return scene, world.score(body.source, scene.values[body.of], given, term.learns)


ORACLE = TermOracle[LogDensity](
    name="LogDensity", reads=lambda body: (body.of, *body.given), enumerate=_enumerate
)

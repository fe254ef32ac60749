"""−log q(of | given): minus a table's entry at the draws."""

from __future__ import annotations

from torch import Tensor

from schematic.objective.terms import Term
from schematic.objective.terms.entropy import Entropy
from schematic.verify.expectation import TermOracle
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: Entropy, term: Term) -> tuple[Scene, Tensor]:
    given = scene.at(body.given)
    return scene, -world.score(body.source, scene.values[body.of], given, term.learns)


ORACLE = TermOracle[Entropy](
    name="Entropy", reads=lambda body: (body.of, *body.given), enumerate=_enumerate
)

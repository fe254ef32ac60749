"""The squared MMD of two draws of a scene, over pairs of points that are drawn independently."""

from __future__ import annotations

from torch import Tensor

from schematic.objective.terms import Term
from schematic.objective.terms.discrepancy import Discrepancy
from schematic.verify.expectation import TermOracle
from schematic.verify.paper.squared_mmd import points, squared_mmd
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: Discrepancy, term: Term) -> tuple[Scene, Tensor]:
    return scene, squared_mmd(points(scene, body.of), points(scene, body.prior), body.node)


ORACLE = TermOracle[Discrepancy](
    name="Discrepancy",
    reads=lambda body: body.reads,
    enumerate=_enumerate,
    off_lattice=lambda body, schematic: "pairs of one batch are not independent of each other",
)

"""(‖∇D‖ − 1)² between real and fake draws: the values of a table have no slope."""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.objective.terms import Penalty, Term
from schematic.verify.expectation import TermOracle
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: Penalty, term: Term) -> tuple[Scene, Tensor]:
    return scene, torch.zeros((), dtype=torch.float64)


ORACLE = TermOracle[Penalty](
    name="Penalty",
    reads=lambda body: (*body.real, *body.fake),
    enumerate=_enumerate,
    off_tables="a table has no slope; the emitted loss is checked with it",
    source="[Gulrajani2017]",
    noise=lambda body: (body.factor.child,),
)

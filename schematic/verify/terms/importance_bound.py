"""log (1/k) Σ_k w_k: the repeated draws take k axes of the grid, one after another."""

from __future__ import annotations

import math
from functools import reduce

import torch
from torch import Tensor

from schematic.objective.terms import Draw, Term
from schematic.objective.terms.importance_bound import ImportanceBound
from schematic.verify.expectation import TermOracle, term_oracle
from schematic.verify.worlds.scenes import Scene, with_factor
from schematic.verify.worlds.tables import Tables


def _reads(body: ImportanceBound) -> tuple[str, ...]:
    """What is drawn once: the rest takes part in the sum."""
    repeated = {draw.name for draw in body.repeated}
    made_from = (name for draw in body.repeated for name in draw.given)
    return tuple(n for n in dict.fromkeys((*body.needs, *made_from)) if n not in repeated)


def _enumerate(
    world: Tables, scene: Scene, body: ImportanceBound, term: Term
) -> tuple[Scene, Tensor]:
    weights = []
    for _ in range(body.samples):
        for draw in body.repeated:
            scene = _drawn(scene, draw, body, term)
        weights.append(_log_weight(world, scene, body, term))
    return scene, reduce(torch.logaddexp, weights) - math.log(body.samples)


def _drawn(scene: Scene, draw: Draw, body: ImportanceBound, term: Term) -> Scene:
    assert draw.factor is not None
    attached = draw.name in term.through or draw.name not in body.reads
    return with_factor(scene, draw.name, draw.factor, draw.given, mean=draw.mean, attached=attached)


def _log_weight(world: Tables, scene: Scene, body: ImportanceBound, term: Term) -> Tensor:
    log_weight = torch.zeros((), dtype=torch.float64)
    for part in body.parts:
        _, amounts = term_oracle(part.body).enumerate(world, scene, part.body, term)
        log_weight = log_weight + part.sign * amounts
    return log_weight


ORACLE = TermOracle[ImportanceBound](name="ImportanceBound", reads=_reads, enumerate=_enumerate)

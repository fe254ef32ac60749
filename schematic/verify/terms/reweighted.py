"""Σ_k w̃_k log p: the repeated draws take k axes of the grid, and the weights are held fixed."""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.objective.terms import Reweighted, Term
from schematic.verify.expectation import TermOracle, term_oracle
from schematic.verify.paper.reweighted import shares_of
from schematic.verify.worlds.scenes import Scene, with_factor
from schematic.verify.worlds.tables import Tables


def _reads(body: Reweighted) -> tuple[str, ...]:
    """What is drawn once: the rest takes part in the sum."""
    repeated = {draw.name for draw in body.repeated}
    made_from = (name for draw in body.repeated for name in draw.given)
    return tuple(n for n in dict.fromkeys((*body.reads, *made_from)) if n not in repeated)


def _enumerate(world: Tables, scene: Scene, body: Reweighted, term: Term) -> tuple[Scene, Tensor]:
    log_weights, scored = [], []
    for _ in range(body.samples):
        for draw in body.repeated:
            assert draw.factor is not None
            attached = draw.name in term.through
            scene = with_factor(scene, draw.name, draw.factor, draw.given, attached=attached)
        amounts = {
            part: term_oracle(part.body).enumerate(world, scene, part.body, term)[1]
            for part in body.parts
        }
        zero = torch.zeros((), dtype=torch.float64)
        log_weights.append(sum((part.sign * a for part, a in amounts.items()), zero))
        scored.append(sum((amounts[part] for part in body.scored), zero))
    shares = shares_of(log_weights)
    return scene, sum((s * a for s, a in zip(shares, scored, strict=True)), zero)


ORACLE = TermOracle[Reweighted](name="Reweighted", reads=_reads, enumerate=_enumerate)

"""log Σ_c p(c) Π p(child | c, …) − Σ log q(child | …): the node takes an axis, and is summed."""

from __future__ import annotations

import torch
from torch import Tensor

from schematic.objective.terms import Term
from schematic.objective.terms.mixture import Mixture
from schematic.verify.expectation import TermOracle, term_oracle
from schematic.verify.worlds.scenes import Scene, summed, with_every
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: Mixture, term: Term) -> tuple[Scene, Tensor]:
    within = with_every(scene, body.of, body.source)
    log_joint = torch.zeros((), dtype=torch.float64)
    for density in body.densities:
        _, amounts = term_oracle(density).enumerate(world, within, density, term)
        log_joint = log_joint + amounts
    found = summed(within, log_joint)
    for kl in body.inferred:
        found = found - world.score(kl.factor, scene.values[kl.of], scene.at(kl.given), term.learns)
    return scene, found


ORACLE = TermOracle[Mixture](name="Mixture", reads=lambda b: b.reads, enumerate=_enumerate)

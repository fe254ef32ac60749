"""The reparameterised sample: a smooth function of parameters and base noise [Kingma2014]."""

from __future__ import annotations

from schematic.families import Ability
from schematic.objective.estimator import GradientEstimator

ESTIMATOR = GradientEstimator(
    name="reparameterise",
    ability=Ability.REPARAMETERISE,
    pathwise=True,
    surrogate=False,
    words="reparameterised",
)

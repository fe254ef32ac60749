"""A sample without a gradient: a prior's, one of wake–sleep, or a generated example (rule 5)."""

from __future__ import annotations

from schematic.families import Ability
from schematic.objective.estimator import GradientEstimator

ESTIMATOR = GradientEstimator(
    name="detached",
    ability=Ability.SAMPLE,
    pathwise=False,
    surrogate=False,
    words="at samples without gradient",
)

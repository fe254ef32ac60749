"""`gradient = enumerate`: the expectation over a draw is a sum over all of its values.

Each value is weighed by its probability, so the loss and its gradient are exact in that draw.
"""

from __future__ import annotations

from schematic.families import Ability
from schematic.objective.estimator import GradientEstimator

ESTIMATOR = GradientEstimator(
    name="enumerate",
    ability=Ability.SAMPLE | Ability.SCORE,
    pathwise=False,
    surrogate=True,
    words="enumerated",
    price="exact: every term is computed at each value, and weighed by its probability",
    enumerates=True,
)

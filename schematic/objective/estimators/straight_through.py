"""`gradient = straight-through`: a discrete sample with a relaxed one's gradient  [Jang2017].

The value is the class that is largest in the relaxed sample, as a row of 0 and 1, so the loss is an
unbiased estimate; its gradient is taken as if the value were the relaxed sample.
"""

from __future__ import annotations

from schematic.families import Ability
from schematic.objective.estimator import GradientEstimator

ESTIMATOR = GradientEstimator(
    name="straight-through",
    ability=Ability.SAMPLE | Ability.SCORE,
    pathwise=True,
    surrogate=False,
    words="straight-through",
    price="a discrete sample with the gradient of the relaxed one, which is biased",
    relaxes=True,
)

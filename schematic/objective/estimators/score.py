"""`gradient = score`: that of log q, weighed by the terms that read the draw  [Williams1992].

It needs no smooth draw, so it passes through discrete nodes.
"""

from __future__ import annotations

from schematic.families import Ability
from schematic.objective.estimator import GradientEstimator

ESTIMATOR = GradientEstimator(
    name="score",
    ability=Ability.SAMPLE | Ability.SCORE,
    pathwise=False,
    surrogate=True,
    words="score function",
    price="unbiased, with the variance of log q times the terms",
)

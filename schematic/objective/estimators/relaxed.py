"""`gradient = relaxed`: the Gumbel-softmax, or the binary concrete  [Jang2017; Maddison2017].

The sample is made of numbers between the values of the node, and smooth in the parameters of its
law. Densities of the node stay those of the discrete law, so the loss is biased.
"""

from __future__ import annotations

from schematic.families import Ability
from schematic.objective.estimator import GradientEstimator

ESTIMATOR = GradientEstimator(
    name="relaxed",
    ability=Ability.SAMPLE | Ability.SCORE,
    pathwise=True,
    surrogate=False,
    words="relaxed",
    price="biased: a sample between the values of the node, closer to them at low temperatures",
    relaxes=True,
)

"""The value is a sample of the node, from noise of its own; the gradient is another sample's."""

from __future__ import annotations

from schematic.verify.emitted.estimator_oracle import EstimatorOracle

ORACLE = EstimatorOracle(
    "straight-through",
    "the gradient of a straight-through sample is biased, and its noise is not the family's",
    other_noise=True,
)

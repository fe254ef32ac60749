"""A relaxed sample has another law than the node, which the loss says nothing of."""

from __future__ import annotations

from schematic.verify.emitted.estimator_oracle import EstimatorOracle

ORACLE = EstimatorOracle(
    "relaxed",
    "a relaxed sample is no value of the node: its loss is biased",
    other_noise=True,
    biased=True,
)

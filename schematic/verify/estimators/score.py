"""E[f(z) ∇ log q(z)]: a lattice of uniforms does not meet each value as often as q does."""

from __future__ import annotations

from schematic.verify.emitted.estimator_oracle import EstimatorOracle

ORACLE = EstimatorOracle("score", "the score function is a gradient of the mean over q alone")

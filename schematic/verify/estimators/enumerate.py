"""Σ q(c|x) f(c): no noise goes into the draw, so a lattice shows the gradient exactly."""

from __future__ import annotations

from schematic.verify.emitted.estimator_oracle import EstimatorOracle

ORACLE = EstimatorOracle("enumerate", enumerates=True)

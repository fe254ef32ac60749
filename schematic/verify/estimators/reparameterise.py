"""The gradient passes through the value: that of a lattice's mean is exact  [Kingma2014]."""

from __future__ import annotations

from schematic.verify.emitted.estimator_oracle import EstimatorOracle

ORACLE = EstimatorOracle("reparameterise")

"""No gradient passes: there is nothing that a lattice could get wrong."""

from __future__ import annotations

from schematic.verify.emitted.estimator_oracle import EstimatorOracle

ORACLE = EstimatorOracle("detached")

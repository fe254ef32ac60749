"""Drawing → the formulas that the papers give for it, enumerated; the derivation is not read."""

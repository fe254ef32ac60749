"""Hand-written PyTorch references: the losses of well-known models, from the mathematics only."""

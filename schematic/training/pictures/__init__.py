"""A trained run is drawn here: curves, samples, reconstructions, predictions and codes."""

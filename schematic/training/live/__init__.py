"""A training while it goes on, and a run: curves and samples as a notebook shows them."""

"""Batches go in, a trained state comes out: the loop, and how a step is made."""

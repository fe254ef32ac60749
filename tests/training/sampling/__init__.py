"""Tests of `schematic.training.sampling`."""

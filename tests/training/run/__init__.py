"""Tests of `schematic.training.run`."""

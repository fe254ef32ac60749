"""Tests of `schematic.training.evaluation`."""

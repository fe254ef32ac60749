"""Tests of `schematic.training.pictures`."""

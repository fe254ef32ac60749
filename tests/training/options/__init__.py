"""Tests of `schematic.training.options`."""

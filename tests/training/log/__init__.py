"""Tests of `schematic.training.log`."""

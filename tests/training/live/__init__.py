"""Tests of `schematic.training.live`."""

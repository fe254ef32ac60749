"""Tests of `schematic.training`."""

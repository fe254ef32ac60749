"""Tests of `schematic.training.loop`."""

"""Tests of `schematic.training.checkpoint`."""

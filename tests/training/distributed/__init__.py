"""Tests of `schematic.training.distributed`."""

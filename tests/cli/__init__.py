"""Tests of `schematic.cli`."""

"""Statements → a schematic: typed, frozen data."""

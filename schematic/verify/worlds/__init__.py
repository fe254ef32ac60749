"""Schematic → finite worlds, and the joint distributions of draws in them."""

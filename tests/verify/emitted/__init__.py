"""Rows about the emitted code."""

"""Walks, shortest paths, known names and pictures."""

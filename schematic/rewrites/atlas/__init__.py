"""Schematics → what rewrites make of them: the walk, the shortest path, known names, pictures."""

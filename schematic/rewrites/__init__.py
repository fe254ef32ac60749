"""Schematic → Schematic: rewrites, when two schematics are the same, and how they are connected.

`rules/` has one rewrite a file. `sameness/` decides whether two schematics are equal up to names.
`atlas/` walks from one schematic to others, finds the shortest chain between two, and draws maps.
"""

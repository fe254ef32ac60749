"""Two schematics → whether they are the same up to names, and what differs otherwise.

A schematic becomes a coloured graph, colours are refined until they are stable, and the graph is
brought into a canonical form, which is equal for two schematics exactly if they are the same.
"""

"""Objective → Program: the objective as straight-line code.

A program says what is sampled once for all players, what is detached and frozen, and which batches
go through a net together. It is printed, specified in a table, and checked after each pass.
"""

from schematic.program.ops import Program
from schematic.program.plan import plan

__all__ = ["Program", "plan"]

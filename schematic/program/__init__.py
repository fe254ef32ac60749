"""Who samples what once, who detaches what: the objective as straight-line code."""

from schematic.program.ops import Program
from schematic.program.plan import plan

__all__ = ["Program", "plan"]

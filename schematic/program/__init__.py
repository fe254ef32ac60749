"""Who samples what once, who detaches what: the objective as straight-line code, before any text."""

from schematic.program.ops import Program
from schematic.program.plan import plan

__all__ = ["Program", "plan"]

"""Schematic → Objective: what each player maximises, symbolic and typed, derived by one rule.

`printing/` turns an objective into text, LaTeX and JSON; nothing else here prints.
"""

from schematic.objective.rule import derive
from schematic.objective.terms import Objective, Player, Term

__all__ = ["Objective", "Player", "Term", "derive"]

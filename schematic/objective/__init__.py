"""What a schematic maximises, per player: symbolic and typed, derived by one rule."""

from schematic.objective.rule import derive
from schematic.objective.terms import Objective, Player, Term

__all__ = ["Objective", "Player", "Term", "derive"]

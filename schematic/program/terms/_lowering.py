"""What the plan asks of a kind of term."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from schematic.objective.terms import Body, Term

if TYPE_CHECKING:
    from schematic.program.player import PlayerPlan

B = TypeVar("B", bound=Body)


class Lowering(ABC, Generic[B]):
    """How one kind of term becomes operations."""

    @abstractmethod
    def lower(self, player: PlayerPlan, term: Term, body: B) -> None:
        """Add the operations and the summands of a term to a player's plan."""

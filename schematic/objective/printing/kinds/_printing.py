"""What the printers ask of a kind of term."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from schematic.expressions import Expression
from schematic.objective.printing import symbols
from schematic.objective.terms import Body, Objective, Term

B = TypeVar("B", bound=Body)


class Printing(ABC, Generic[B]):
    """The printer of one kind of term. Every method gets the objective that the body belongs to."""

    @abstractmethod
    def label(self, objective: Objective, body: B) -> str:
        """The name under which it is reported: `log p(x|z)`, `KL(q(z|x) ‖ p(z))`."""

    @abstractmethod
    def is_cost(self, body: B) -> bool:
        """Whether that name is of what the player pays, such as a KL, and not of what it gains."""

    @abstractmethod
    def at_draws(self, objective: Objective, body: B) -> str:
        """The same at the draws it reads: `log p(x_fake|z)`."""

    @abstractmethod
    def gain(self, objective: Objective, body: B) -> symbols.Expression:
        """What the player maximises, in the symbols of the paper."""

    @abstractmethod
    def loss(self, objective: Objective, body: B) -> Expression:
        """What the player pays for one example, at the draws it reads."""

    @abstractmethod
    def estimator(self, objective: Objective, term: Term, body: B) -> str:
        """How it is estimated, in words."""

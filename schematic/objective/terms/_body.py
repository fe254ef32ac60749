"""What every kind of term says of itself, so that no stage has to ask which kind it is.

A kind is one file here, and a room of the same name in `objective/printing/kinds`, `program/terms`
and `verify/terms`. A test holds the four floors together.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from schematic.graph import DataLaw, Distribution

if TYPE_CHECKING:
    from schematic.objective.terms._parts import Term


class Body(ABC):
    """What a term scores.

    Attributes:
        kind: the name of the file that defines it, on every floor.
        minimised: whether the player minimises it; it counts negatively in what is maximised.
        couples: whether it compares the examples of a batch with each other, so that it needs two
            of them and is no mean over the parts of a batch.
        pairs: whether it sets the examples of two sides beside each other, row by row, so that both
            must be equally many.
    """

    kind: ClassVar[str]
    minimised: ClassVar[bool] = False
    couples: ClassVar[bool] = False
    pairs: ClassVar[bool] = False

    @property
    @abstractmethod
    def reads(self) -> tuple[str, ...]:
        """The draws whose values it reads, each once."""

    @property
    def counts(self) -> bool:
        """Whether it counts where it is constant for the player, so that a bound is whole."""
        return False

    @property
    def inside(self) -> tuple[Term, ...]:
        """The terms that it is put together from; most are of one piece."""
        return ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The draws that must have been made for it, each once."""
        return self.reads

    @property
    def over(self) -> tuple[str, ...]:
        """The draws that its expectation is over, with all that they are made from."""
        return self.reads

    @property
    def held(self) -> tuple[str, ...]:
        """The nets that it evaluates and in which nobody learns from it, whoever owns them."""
        return ()

    @property
    @abstractmethod
    def nets(self) -> tuple[str, ...]:
        """The nets that it evaluates and in which their owner learns, each once."""


def nets_of(law: Distribution | DataLaw) -> tuple[str, ...]:
    """The nets among a law's arguments, each once."""
    if isinstance(law, DataLaw):
        return ()
    return tuple(dict.fromkeys(ref.net for ref in law.nets))

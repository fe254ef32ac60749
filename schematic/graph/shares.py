"""How an inferred node meets its law, as it is written: a sum of words, `kl + 100 mmd`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from schematic.graph.laws import spelled


class Share(NamedTuple):
    """A summand.

    Attributes:
        word: a way to match.
        factor: what it is multiplied by, > 0.
    """

    word: str
    factor: float = 1.0

    def __str__(self) -> str:
        """The summand as the language writes it."""
        return self.word if self.factor == 1 else f"{spelled(self.factor)} {self.word}"


@dataclass(frozen=True)
class Shares:
    """Ways to match, each once, in alphabetical order; none where nothing is written."""

    parts: tuple[Share, ...] = ()

    @classmethod
    def of(cls, parts: Iterable[Share]) -> Shares:
        """The sum of some summands, whose order says nothing."""
        return cls(tuple(sorted(parts)))

    def __bool__(self) -> bool:
        """Whether anything is written."""
        return bool(self.parts)

    def __str__(self) -> str:
        """The sum as the language writes it."""
        return " + ".join(map(str, self.parts))

    @property
    def words(self) -> tuple[str, ...]:
        """The ways to match."""
        return tuple(part.word for part in self.parts)

    def factor(self, word: str) -> float:
        """What a way to match is multiplied by; 1 where it is not written."""
        return next((part.factor for part in self.parts if part.word == word), 1.0)

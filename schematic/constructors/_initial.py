"""The words after `init =`: how the weights of a net begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Way(NamedTuple):
    """How weights begin: a line of PyTorch about a net, and whether a number belongs to it."""

    line: str
    needs_number: bool = False


INITIAL: Mapping[str, Way] = {
    "default": Way(""),
    "kaiming": Way('initialise({net}, nn.init.kaiming_normal_, nonlinearity="relu")'),
    "normal": Way("initialise({net}, nn.init.normal_, std={number})", needs_number=True),
    "orthogonal": Way("initialise({net}, nn.init.orthogonal_)"),
    "xavier": Way("initialise({net}, nn.init.xavier_uniform_)"),
    "zero": Way("begin_at_zero({net})"),
}
"""`default` leaves to PyTorch how a layer begins; `zero` begins with a net that returns 0."""


@dataclass(frozen=True)
class Initial:
    """`normal(0.02)`, or a word alone."""

    word: str
    number: float | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the word is known, and has the number that it needs and no other."""
        way = INITIAL.get(self.word)
        if way is None or way.needs_number is (self.number is None):
            return False
        return self.number is None or self.number > 0

    def line(self, net: str) -> str:
        """The line of PyTorch that begins a net so; empty where PyTorch's own way is kept."""
        number = "" if self.number is None else repr(float(self.number))
        return INITIAL[self.word].line.format(net=net, number=number)

    def __str__(self) -> str:
        """As the language writes it."""
        return self.word if self.number is None else f"{self.word}({self.number:g})"


BY_DEFAULT = Initial("default")

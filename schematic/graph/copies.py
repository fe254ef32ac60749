"""What is left of `z[3]` when plates are written out: of what the name `z_3` is a copy."""

from __future__ import annotations

from typing import NamedTuple


class Copy(NamedTuple):
    """One of several nodes, or nets, that are alike up to their index.

    Attributes:
        stem: the name before the brackets, in ASCII.
        at: the number in them.
    """

    stem: str
    at: int

    @property
    def name(self) -> str:
        """The name of the node or the net."""
        return f"{self.stem}_{self.at}"

    def __str__(self) -> str:
        """As the language writes it: `z[3]`."""
        return f"{self.stem}[{self.at}]"


class TimeStep(NamedTuple):
    """Where the values of a copy stand in one array of all copies, [B, T, …].

    Attributes:
        stem: the name of the array.
        place: on its second axis, from 0.
        length: T, how many copies there are.
    """

    stem: str
    place: int
    length: int

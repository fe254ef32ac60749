"""A player as a user writes it → its one name: `φ`, `phi` and, of several groups, any order.

A player is called by its groups in ASCII, joined by commas: `theta,eta`. Every table of things by
player that a user hands in, such as losses, optimizers and learning rates, is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from schematic.graph.names import ascii_name

Value = TypeVar("Value")


def by_player(given: Mapping[str, Value], players: Iterable[str]) -> dict[str, Value]:
    """The same values under the names of the players.

    A key that names no player stays as it is, and so does a second spelling of one that is there.
    """
    known, found = {_groups(name): name for name in players}, dict[str, Value]()
    for key, value in given.items():
        name = known.get(_groups(key), key)
        found[key if name in found or name in given else name] = value
    return found


def _groups(name: object) -> tuple[str, ...]:
    return tuple(sorted(ascii_name(part.strip()) for part in str(name).split(",")))

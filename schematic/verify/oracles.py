"""A table of oracles and a name → the oracle, or an error that names the file to write.

What users extend (a family, a price, a kind of term, a match) needs an oracle of its own before
anything about it can be verified. A missing one is said; it is never replaced by another.
"""

from __future__ import annotations

from typing import TypeVar

from schematic.diagnostics import Error
from schematic.rooms import Rooms, module_name

T = TypeVar("T")


class MissingOracleError(Error):
    """Something that the oracle has no file for."""

    def __init__(self, package: str, name: str) -> None:
        """Name the file."""
        path = package.replace(".", "/")
        super().__init__(f"no oracle for {name}", f"write {path}/{module_name(name)}.py")


def oracle(rooms: Rooms[T], name: str) -> T:
    """The oracle of that name.

    Raises:
        MissingOracleError: there is none.
    """
    try:
        return rooms[name]
    except KeyError:
        raise MissingOracleError(rooms.package, name) from None

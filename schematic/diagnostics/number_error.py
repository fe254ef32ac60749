"""A number that a function is given → the same number as Python's own, or an error."""

from __future__ import annotations

from schematic.diagnostics.error import Error
from schematic.ranges import Range, plain, shown


class NumberError(Error):
    """A number that its place does not take."""


def require(name: str, value: object, taken: Range) -> int | float:
    """The number, as Python's own `int` or `float`.

    Raises:
        NumberError: it is not of the range.
    """
    number = plain(value)
    if number is None or not taken.accepts(number):
        raise NumberError(f"`{name}` cannot be {shown(value)}", f"give {taken}")
    return number


def require_whole(name: str, value: object, taken: Range) -> int:
    """The whole number; errors are those of `require`."""
    return int(require(name, value, taken))

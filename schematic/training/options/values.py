"""The kinds of values that options take: each says what is one, in words, and reads one from JSON.

A kind is data. The command line makes a reader of words from it, `config.json` is read by it, and
what Python gives is held against it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from schematic.ranges import Range, plain

LARGEST = 2**63


@runtime_checkable
class Values(Protocol):
    """The values that an option may have."""

    def accepts(self, value: object) -> bool:
        """Whether a value that Python gives is one of them."""
        ...

    def plain(self, value: Any) -> Any:
        """An accepted value as Python's own type, so that a file can hold it."""
        ...

    def read(self, value: Any) -> Any:
        """A value of JSON as one of them.

        Raises:
            ValueError: it is none.
        """
        ...

    def __str__(self) -> str:
        """What is one, in words that follow `give`."""
        ...


@dataclass(frozen=True)
class Number:
    """A number of a range.

    A file may hold a count that is above the range of what people give, since it follows from
    others: so many steps that all epochs are over.
    """

    taken: Range

    def accepts(self, value: object) -> bool:
        """Whether it is in the range."""
        return self.taken.accepts(value)

    def plain(self, value: Any) -> int | float | None:
        """The number as Python's own."""
        return plain(value)

    def read(self, value: Any) -> int | float:
        """A number of JSON: a finite one, or a whole one that is not below the range."""
        if not self.taken.whole:
            return number(value)
        count = whole(value)
        if count < self.taken.lowest:
            raise ValueError(f"below {self.taken.lowest:g}")
        return count

    def __str__(self) -> str:
        """The range in words."""
        return str(self.taken)


@dataclass(frozen=True)
class Pair:
    """Two numbers of a range."""

    taken: Range

    def accepts(self, value: object) -> bool:
        """Whether it is a pair of them."""
        return isinstance(value, tuple) and len(value) == 2 and all(map(self.taken.accepts, value))

    def plain(self, value: Any) -> tuple[Any, Any]:
        """The numbers as Python's own."""
        first, second = map(plain, value)
        return first, second

    def read(self, value: Any) -> tuple[float, float]:
        """A list of two numbers."""
        if not isinstance(value, list) or len(value) != 2:
            raise ValueError("not two numbers")
        return number(value[0]), number(value[1])

    def __str__(self) -> str:
        """The range in words."""
        return f"two of them, each {self.taken}"


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    def accepts(self, value: object) -> bool:
        """Whether it is one of them."""
        return value in self.words

    def plain(self, value: Any) -> str:
        """The word itself."""
        return str(value)

    def read(self, value: Any) -> str:
        """One of the words."""
        if value not in self.words:
            raise ValueError(f"not {self}")
        return str(value)

    def __str__(self) -> str:
        """All of them."""
        return " or ".join(self.words)


@dataclass(frozen=True)
class Text:
    """A text, whatever it says."""

    def accepts(self, value: object) -> bool:
        """Whether it is a text."""
        return isinstance(value, str)

    def plain(self, value: Any) -> str:
        """The text itself."""
        return str(value)

    def read(self, value: Any) -> str:
        """A text."""
        if not isinstance(value, str):
            raise ValueError("not a text")
        return value

    def __str__(self) -> str:
        """What it is."""
        return "a text"


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def accepts(self, value: object) -> bool:
        """Whether it is True or False."""
        return isinstance(value, bool)

    def plain(self, value: Any) -> bool:
        """The value itself."""
        return bool(value)

    def read(self, value: Any) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise ValueError("neither true nor false")
        return value

    def __str__(self) -> str:
        """Both of them."""
        return "True or False"


@dataclass(frozen=True)
class Setting:
    """A number that keeps its type: `d = 128` stays whole."""

    def accepts(self, value: object) -> bool:
        """Whether it is a number."""
        return plain(value) is not None

    def plain(self, value: Any) -> int | float | None:
        """The number as Python's own."""
        return plain(value)

    def read(self, value: Any) -> int | float:
        """A whole number, or a finite one."""
        return whole(value) if isinstance(value, int) else number(value)

    def __str__(self) -> str:
        """What it is."""
        return "a number"


@dataclass(frozen=True)
class Sizes:
    """The sizes of a shape."""

    def accepts(self, value: object) -> bool:
        """Whether it is a tuple of whole numbers."""
        return isinstance(value, tuple) and all(isinstance(plain(size), int) for size in value)

    def plain(self, value: Any) -> tuple[Any, ...]:
        """The sizes as Python's own."""
        return tuple(map(plain, value))

    def read(self, value: Any) -> tuple[int, ...]:
        """A list of counts."""
        if not isinstance(value, list):
            raise ValueError("not a list of sizes")
        if any(whole(size) < 1 for size in value):
            raise ValueError("not above 0")
        return tuple(value)

    def __str__(self) -> str:
        """What it is."""
        return "a tuple of sizes"


@dataclass(frozen=True)
class Each:
    """A value of one kind for each of some names."""

    kind: Values

    def accepts(self, value: object) -> bool:
        """Whether it is a mapping to such values."""
        return isinstance(value, Mapping) and all(map(self.kind.accepts, value.values()))

    def plain(self, value: Any) -> dict[str, Any]:
        """The values as Python's own, by name."""
        return {name: self.kind.plain(each) for name, each in value.items()}

    def read(self, value: Any) -> dict[str, Any]:
        """An object with such values."""
        return {name: self.kind.read(part) for name, part in read_object(value).items()}

    def __str__(self) -> str:
        """What it is."""
        return f"for each name {self.kind}"


def read_object(value: Any) -> dict[str, Any]:
    """An object of JSON.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def whole(value: Any) -> int:
    """A whole number of JSON that 64 bits hold.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("not a whole number")
    if abs(value) >= LARGEST:
        raise ValueError("too large")
    return value


def number(value: Any) -> float:
    """A finite number of JSON.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, float) and math.isfinite(value):
        return value
    return float(whole(value))

"""The kinds of values that options of preparing data take: sizes of images, and what is learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schematic.data.preparation.image_size import LARGEST, read_size, write_size
from schematic.data.preparation.learnt import Standard
from schematic.ranges import plain
from schematic.training.options.values import number, read_object


@dataclass(frozen=True)
class ImageSize:
    """A size of images, `64` or `64x48`; kept as `64x64`.

    Attributes:
        word: what may be said instead of a size; None where nothing may.
    """

    word: str | None = None

    def accepts(self, value: object) -> bool:
        """Whether it is a size as a text, a whole number, or the word."""
        return self._settle(value) is not None

    def plain(self, value: Any) -> str:
        """The size as `64x48`, or the word."""
        return str(self._settle(value))

    def read(self, value: Any) -> str:
        """A text that is a size or the word."""
        settled = self._settle(value) if isinstance(value, str) else None
        if settled is None:
            raise ValueError(f"not {self}")
        return settled

    def __str__(self) -> str:
        """What is one."""
        other = f", or {self.word}" if self.word else ""
        return f"a size in pixels to {LARGEST:,}, such as 64, or 64x48 for width and height{other}"

    def _settle(self, value: object) -> str | None:
        if isinstance(plain(value), int) and not isinstance(value, bool):
            value = str(plain(value))
        if not isinstance(value, str):
            return None
        if self.word is not None and value == self.word:
            return value
        size = read_size(value)
        return None if size is None else write_size(*size)


@dataclass(frozen=True)
class Moments:
    """A mean and a deviation of each number of an example, as they were learnt."""

    def accepts(self, value: object) -> bool:
        """Whether it is both."""
        return isinstance(value, Standard)

    def plain(self, value: Any) -> Any:
        """Both, as they are."""
        return value

    def read(self, value: Any) -> Standard:
        """An object with two lists of numbers of one length."""
        found = read_object(value)
        mean, deviation = (_numbers(found[name]) for name in ("mean", "deviation"))
        if len(mean) != len(deviation) or not all(each > 0 for each in deviation):
            raise ValueError("not as many deviations above 0 as means")
        return Standard(mean, deviation)

    def __str__(self) -> str:
        """What it is."""
        return "a mean and a deviation"


def _numbers(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list):
        raise ValueError("not a list of numbers")
    return tuple(map(number, value))

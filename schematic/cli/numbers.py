"""A word of a command line → a number of a range, or a message that says what the option takes."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable

from schematic.ranges import Range, shown

_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")


def number(taken: Range) -> Callable[[str], float]:
    """What reads the word of an option that takes any number of a range."""

    def read(word: str) -> float:
        try:
            value = float(word)
        except ValueError:
            raise _refused(word, taken) from None
        if not (word.isascii() and taken.accepts(value)):
            raise _refused(word, taken)
        return value

    return read


def whole(taken: Range) -> Callable[[str], int]:
    """What reads the word of an option that takes a whole number of a range."""

    def read(word: str) -> int:
        if not (_WHOLE.fullmatch(word) and taken.accepts(int(word))):
            raise _refused(word, taken)
        return int(word)

    return read


def _refused(word: str, taken: Range) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"{shown(repr(word))} is not {taken}")

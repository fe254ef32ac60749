"""A word of a command line → a number of a range, or a message that says what the option takes."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable

from schematic.ranges import Range, shown

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
"""A number as the language writes it; Python would take `1_000`, `nan` and other scripts too."""
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")


def number(taken: Range) -> Callable[[str], float]:
    """What reads the word of an option that takes any number of a range."""

    def read(word: str) -> float:
        if not (NUMBER.fullmatch(word) and taken.accepts(float(word))):
            raise _refused(word, taken)
        return float(word)

    return read


def whole(taken: Range) -> Callable[[str], int]:
    """What reads the word of an option that takes a whole number of a range."""

    def read(word: str) -> int:
        if not (_WHOLE.fullmatch(word) and taken.accepts(int(word))):
            raise _refused(word, taken)
        return int(word)

    return read


def _refused(word: str, taken: Range) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"it cannot be {shown(repr(word))}\n  cure: give {taken}")

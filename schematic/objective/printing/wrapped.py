"""Text → its lines: `textwrap` for texts of megabytes, which a long objective has."""

from __future__ import annotations

import re
from functools import cache


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text: each as long as fits, broken at blanks and at hyphens between letters.

    A part of a word that is longer than a line has a line of its own.

    Args:
        text: words, with blanks between them.
        width: of a line, in characters.
    """
    return [full or word for full, word in _line(width).findall(text)]


@cache
def _line(width: int) -> re.Pattern[str]:
    """A line that ends where it may, with the blanks behind it; else a word that is longer."""
    letter = r"[^\W\d_]"
    hyphen = rf"(?:(?<={letter}{letter}-)|(?<={letter}-\w-))(?={letter}-?{letter})"
    end = rf"(?:(?<! )(?: +|$)|{hyphen})"
    return re.compile(rf"(.{{1,{width}}}){end}|([^ ]+?){end}")

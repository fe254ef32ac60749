"""Letter → the font that has it, for pictures that carry their own letters: PNG and PDF.

matplotlib, which pip installs with this package, carries STIX, which looks like Times, and DejaVu;
they have the alphabets of Latin, Greek, Cyrillic, Georgian and Armenian. A letter that they do not
have is looked for in the fonts that are installed. Letters that run from right to left are not set,
since all text here runs from left to right.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

UPRIGHT = ("STIXGeneral", "DejaVuSerif", "DejaVuSans")
SLANTING = ("STIXGeneralItalic", "DejaVuSerif-Italic", "DejaVuSans-Oblique", *UPRIGHT)
UNITS = 1000
LEFTWARD = ("R", "AL")
# What stands for a letter that no font has; the last font that is carried has it.
BOX = "□"


def split_by_font(text: str, *, slants: bool) -> Iterator[tuple[str, Path]]:
    """Yield the stretches of a text, each with the file of the font that has its letters.

    A box stands for each letter that no font has.
    """
    names = SLANTING if slants else UPRIGHT
    found = ((letter, _font_of(letter, names)) for letter in text)
    whole = ((letter, path) if path else (BOX, _carried(UPRIGHT[-1])) for letter, path in found)
    for path, letters in groupby(whole, key=itemgetter(1)):
        yield "".join(letter for letter, _ in letters), path


def missing_letters(text: str) -> str:
    """Return the letters of a text that no font here has, each once, in their order."""
    return "".join(
        letter
        for letter in dict.fromkeys(text)
        if not letter.isspace() and _font_of(letter, UPRIGHT) is None
    )


def is_carried(path: Path) -> bool:
    """Whether matplotlib carries a font."""
    return path.parent == _carried(UPRIGHT[0]).parent


def width_in(path: Path, text: str) -> float:
    """Return how wide a text is in a font, in sizes of its type."""
    return sum(_advance(path, letter) for letter in text)


@cache
def _advance(path: Path, letter: str) -> float:
    return float(_open(path).load_char(ord(letter)).linearHoriAdvance) / 65536 / UNITS


def _font_of(letter: str, names: tuple[str, ...]) -> Path | None:
    if unicodedata.bidirectional(letter) in LEFTWARD:
        return None
    carried = (_carried(name) for name in names)
    return next((path for path in carried if ord(letter) in _letters(path)), None) or (
        _installed_for(letter)
    )


@cache
def _carried(name: str) -> Path:
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"


@cache
def _open(path: Path) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(path))
    font.set_size(UNITS, 72)
    return font


@cache
def _letters(path: Path) -> frozenset[int]:
    try:
        return frozenset(_open(path).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


@cache
def _installed_for(letter: str) -> Path | None:
    """Return an installed font that has a letter; none where there is none."""
    return next((path for path in _installed() if ord(letter) in _letters(path)), None)


@cache
def _installed() -> tuple[Path, ...]:
    from matplotlib.font_manager import findSystemFonts

    return tuple(sorted(map(Path, findSystemFonts(fontext="ttf"))))

"""The letters of a picture → what draws them where the pixels are ours: a font that has them.

`graphviz-pure` carries one font, which has the alphabets of Latin, Greek, Cyrillic and Hebrew. The
system's Graphviz takes any font that is installed. SVG, DOT, TikZ and Mermaid hold letters, not
pixels, so whoever shows them finds a font.
"""

from __future__ import annotations

import shutil
import subprocess

from schematic.ranges import shown

CARRIED = ((0x00, 0x2FF), (0x370, 0x52F), (0x5D0, 0x5EF), (0x1D00, 0x1DBF), (0x1E00, 0x1FFF))
"""Where the letters of the font that `graphviz-pure` carries lie in Unicode."""


class GlyphWarning(UserWarning):
    """Letters of a picture stand as empty boxes in it."""


def foreign_letters(text: str) -> str:
    """The letters of a text that the carried font does not have, each once, in their order."""
    return "".join(dict.fromkeys(c for c in text if c.isalpha() and not _is_carried(c)))


def installed_for(letters: str) -> bool:
    """Whether fontconfig knows a font that has all of some letters."""
    finder = shutil.which("fc-list")
    if finder is None:
        return False
    codes = " ".join(f"{ord(letter):x}" for letter in letters)
    done = subprocess.run([finder, f":charset={codes}"], capture_output=True, check=False)
    return bool(done.stdout.strip())


def boxes(letters: str) -> GlyphWarning:
    """What to say where letters are drawn as boxes."""
    return GlyphWarning(
        f"no font here has {shown(letters)}: they are empty boxes in the picture\n"
        "  cure: render .svg, whose letters the viewer draws; or install Graphviz and a font that "
        "has them, such as Debian's graphviz and fonts-noto-cjk"
    )


def _is_carried(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in CARRIED)

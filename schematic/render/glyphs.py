"""What to say where a picture holds letters that no font here has.

PNG and PDF hold the letters as they are drawn here. SVG, DOT, TikZ and Mermaid hold their numbers,
so whoever shows them finds a font.
"""

from __future__ import annotations

from schematic.ranges import shown


class GlyphWarning(UserWarning):
    """Letters of a picture stand as empty boxes in it."""


def boxes(letters: str) -> GlyphWarning:
    """What to say where letters are drawn as boxes."""
    return GlyphWarning(
        f"no font here sets {shown(letters)}: they are empty boxes in the picture\n"
        "  cure: render .svg, whose letters the viewer draws; or, unless they run from right to "
        "left, install a font that has them, such as Debian's fonts-noto-cjk"
    )

"""Label → its size in points: estimates that leave room, the same for every output."""

from __future__ import annotations

from dataclasses import dataclass

from schematic.render.label import Label, Symbol

SCRIPT = 0.72
NARROW = frozenset("()[]|,.;:'!iIjlt f-")


@dataclass(frozen=True)
class Type:
    """Sizes of a piece of text, in points."""

    size: int

    @property
    def script(self) -> int:
        """The size of its sub- and superscripts."""
        return round(self.size * SCRIPT)

    def width(self, label: Label) -> float:
        """How wide a label is."""
        return sum(self._symbol(symbol) for symbol in label)

    def height(self, label: Label) -> float:
        """How high a label is: a line, or two of scripts where some symbol has both."""
        stacked = any(symbol.sub and symbol.sup for symbol in label)
        return self.script * 2.4 if stacked else self.size * 1.2

    def _symbol(self, symbol: Symbol) -> float:
        scripts = max(_ems(symbol.sub), _ems(symbol.sup))
        return _ems(symbol.text) * self.size + scripts * self.script


def _ems(text: str) -> float:
    return sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if letter in NARROW:
        return 0.33
    if ord(letter) >= 0x1100:
        return 1.0
    return 0.72 if letter.isupper() else 0.53


NODE_TYPE = Type(17)
ARROW_TYPE = Type(14)
TITLE_TYPE = Type(15)

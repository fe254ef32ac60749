"""Label, Circle → sizes in points: estimates that leave room, the same for every output."""

from __future__ import annotations

from dataclasses import dataclass

from schematic.render.drawing import Circle
from schematic.render.label import Label, Symbol

SCRIPT = 0.72
NARROW = frozenset("()[]|,.;:'!iIjlt f-")
WIDE = frozenset("mwφψω")
IDEOGRAPHS = 0x1100

RADIUS, SMALL_RADIUS, LARGEST_RADIUS = 17.0, 12.5, 30.0
RIM = 4.0
SMALLEST_TYPE = 5


@dataclass(frozen=True)
class Type:
    """The type in which a text is set, by its size in points."""

    size: int

    @property
    def script(self) -> int:
        """The size of sub- and superscripts."""
        return round(self.size * SCRIPT)

    def width(self, label: Label) -> float:
        """Return how wide a label is, in points."""
        texts = sum(_ems(symbol.text) for symbol in label) * self.size
        return texts + sum(self.scripts_width(symbol) for symbol in label)

    def scripts_width(self, symbol: Symbol) -> float:
        """Return how wide the scripts of a symbol are, one above the other, in points."""
        return max(_ems(symbol.sub), _ems(symbol.sup)) * self.script

    def height(self, label: Label) -> float:
        """Return how high a label is, in points: a line, or two where a symbol has both scripts."""
        stacked = any(symbol.sub and symbol.sup for symbol in label)
        return self.script * 2.4 if stacked else self.size * 1.2


def _ems(text: str) -> float:
    return sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if letter in NARROW:
        return 0.33
    if ord(letter) >= IDEOGRAPHS:
        return 1.0
    return 0.72 if letter in WIDE or letter.isupper() else 0.5


NODE_TYPE = Type(16)
ARROW_TYPE = Type(13)
TITLE_TYPE = Type(14)
PLATE_TYPE = Type(11)
LEGEND_TYPE = Type(11)


def radius_of(circle: Circle) -> float:
    """Return the radius of a circle, in points: larger than usual where its name is long."""
    usual = SMALL_RADIUS if circle.small else RADIUS
    return min(max(usual, NODE_TYPE.width(circle.label) / 2 + RIM), LARGEST_RADIUS)


def type_of(circle: Circle) -> Type:
    """Return the type of a circle's name: smaller where the largest circle cannot hold it."""
    share = 2 * (LARGEST_RADIUS - RIM) / NODE_TYPE.width(circle.label)
    return NODE_TYPE if share >= 1 else Type(max(int(NODE_TYPE.size * share), SMALLEST_TYPE))

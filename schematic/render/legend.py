"""Drawing → its legend: what the signs mean that occur in it, in rows below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schematic.render.bezier import ORIGIN, Point
from schematic.render.drawing import Arrow, Circle, Drawing
from schematic.render.extent import Extent
from schematic.render.measure import LEGEND_TYPE
from schematic.render.picture import LegendEntry, PlacedArrow, PlacedCircle
from schematic.render.type_widths import known_width

SAMPLE, RADIUS = 24.0, 6.0
GAP, APART, ABOVE = 5.0, 16.0, 12.0
ROW = 16.0
NARROWEST, STEP = 230.0, 4.0


@dataclass(frozen=True)
class Sign:
    """A sign, as an arrow or a circle that has it, and what it means."""

    mark: Arrow | Circle
    words: str

    @property
    def width(self) -> float:
        """What it takes in a row, in points."""
        sample = SAMPLE if isinstance(self.mark, Arrow) else 2 * RADIUS
        return sample + GAP + _length(self.words)


def _length(words: str) -> float:
    return known_width(words, False) * LEGEND_TYPE.size


def signs_of(drawing: Drawing) -> tuple[Sign, ...]:
    """Return the signs that occur in a drawing."""
    return (*_arrows(drawing.arrows), *_circles(drawing.circles))


def _arrows(arrows: Sequence[Arrow]) -> Iterator[Sign]:
    if any(not arrow.dashed for arrow in arrows):
        yield Sign(Arrow("", "", ()), "generation")
    if any(arrow.dashed for arrow in arrows):
        yield Sign(Arrow("", "", (), dashed=True), "inference")
    hollow = [arrow for arrow in arrows if arrow.hollow]
    if hollow:
        dashed = all(arrow.dashed for arrow in hollow)
        yield Sign(Arrow("", "", (), dashed=dashed, hollow=True), "deterministic")
    red = [arrow for arrow in arrows if arrow.red]
    if red:
        dashed = all(arrow.dashed for arrow in red)
        yield Sign(Arrow("", "", (), dashed=dashed, red=True), "adversarial")


def _circles(circles: Sequence[Circle]) -> Iterator[Sign]:
    if any(circle.shaded and not circle.partly for circle in circles):
        yield Sign(Circle("", (), shaded=True), "visible")
    if any(circle.partly for circle in circles):
        yield Sign(Circle("", (), shaded=True, partly=True), "visible in part")
    if any(not (circle.shaded or circle.small) for circle in circles):
        yield Sign(Circle("", ()), "latent")


def place_legend(drawing: Drawing, extent: Extent) -> tuple[LegendEntry, ...]:
    """Return the legend of a drawing in rows below what it covers, each about its middle."""
    return tuple(
        entry
        for number, row in enumerate(_even_rows(signs_of(drawing), max(extent.width, NARROWEST)))
        for entry in _row(row, Point(extent.centre.x, extent.bottom - ABOVE - ROW * (number + 0.5)))
    )


def _even_rows(signs: Sequence[Sign], width: float) -> list[list[Sign]]:
    """Return as few rows as fit, each about as wide as the others."""
    rows = list(_rows(signs, width))
    while width > STEP and len(tighter := list(_rows(signs, width - STEP))) == len(rows):
        width, rows = width - STEP, tighter
    return rows


def _rows(signs: Sequence[Sign], width: float) -> Iterator[list[Sign]]:
    row: list[Sign] = []
    for sign in signs:
        if row and _width([*row, sign]) > width:
            yield row
            row = []
        row.append(sign)
    if row:
        yield row


def _width(row: Sequence[Sign]) -> float:
    return sum(sign.width for sign in row) + APART * (len(row) - 1)


def _row(row: Sequence[Sign], middle: Point) -> Iterator[LegendEntry]:
    x = middle.x - _width(row) / 2
    for sign in row:
        yield _entry(sign, Point(x, middle.y))
        x += sign.width + APART


def _entry(sign: Sign, left: Point) -> LegendEntry:
    words = Point(left.x + sign.width - _length(sign.words) / 2, left.y)
    if isinstance(sign.mark, Circle):
        centre = left + Point(RADIUS, 0)
        return LegendEntry(PlacedCircle(sign.mark, centre, RADIUS, LEGEND_TYPE), sign.words, words)
    third = Point(SAMPLE / 3, 0)
    curve = (left, left + third, left + third * 2, left + third * 3)
    return LegendEntry(PlacedArrow(sign.mark, curve, ORIGIN), sign.words, words)

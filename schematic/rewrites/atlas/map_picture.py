"""Atlas → a map: every schematic with its picture and its name, joined by the rewrites.

Graphviz places the frames and bends the ways; the pictures are those of `sgm render`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schematic.render.bezier import Curve, Point
from schematic.render.drawing import make_drawing
from schematic.render.engine import ask_graphviz
from schematic.render.extent import Extent, around, extent_of
from schematic.render.figure import Pen
from schematic.render.picture import Picture
from schematic.render.placement import lay_out
from schematic.render.skeleton import INCH
from schematic.rewrites.atlas.map_roads import Island, Road, corners_of, islands_of, roads_of
from schematic.rewrites.atlas.picture_sheet import (
    Part,
    caption,
    drawn,
    frame,
    line,
    moved,
)
from schematic.rewrites.atlas.walk import Atlas, Stop

PADDING, NAME = 13.0, 26.0
INK, GREY = "#000000", "#595959"
KNOWN, KNOWN_FILL = Pen("#8a6d3b", 1.6), "#fdf6e3"
UNKNOWN, UNKNOWN_FILL = Pen("#9a9a9a", 1, (5, 2)), "#ffffff"
LEGEND = (
    "solid: generation · dashed: inference · hollow head: deterministic · red: adversarial · "
    "shaded: data\ndashed frame: well-formed, and without a name"
)


@dataclass(frozen=True)
class Card:
    """A stop of the map, with its picture drawn about the origin."""

    stop: Stop
    picture: Picture
    extent: Extent
    title: str

    @property
    def width(self) -> float:
        """The width of its frame."""
        return max(self.extent.width, 9.0 * len(self.title)) + 2 * PADDING

    @property
    def height(self) -> float:
        """The height of its frame."""
        return self.extent.height + 2 * PADDING + NAME


def draw_map(atlas: Atlas, format: str = "svg") -> bytes:
    """The map of an atlas.

    Args:
        atlas: what to draw.
        format: `svg`, `pdf` or `png`.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    cards = [_card(stop, number) for number, stop in _numbered(atlas)]
    roads = roads_of(atlas)
    named = {at for at, card in enumerate(cards) if card.stop.name}
    rows = islands_of(len(cards), roads, named)
    islands = [_place(cards, island, roads) for island in rows]
    lines: list[Part] = []
    labels: list[Part] = []
    frames: list[Part] = []
    pictures: list[Picture] = []
    for island, corner in zip(islands, corners_of(islands), strict=True):
        for road, (curve, middle) in island.roads:
            lines.append(line(tuple(p + corner for p in curve), Pen(road.colour, 2)))
            labels.append(_label(road, middle + corner))
        for at, centre in island.centres.items():
            frames += _frame(cards[at], centre + corner)
            pictures.append(_placed(cards[at], centre + corner))
    below = [*lines, *frames, *labels, _legend(islands)]
    return drawn("atlas", pictures, below, format)


def _numbered(atlas: Atlas) -> Iterator[tuple[int, Stop]]:
    """The stops; those without a name are counted from 1."""
    number = 0
    for stop in atlas.stops:
        number += stop.name is None
        yield number, stop


def _card(stop: Stop, number: int) -> Card:
    picture = lay_out(make_drawing(stop.schematic))
    return Card(stop, picture, extent_of(picture), stop.name or f"({number})")


def _place(cards: Sequence[Card], island: Mapping[int, int], roads: Sequence[Road]) -> Island:
    """Where Graphviz puts the frames of an island, and how it bends the roads between them."""
    boxes = (
        f"n{at} [shape=box, fixedsize=true, width={cards[at].width / INCH:.4f}, "
        f"height={cards[at].height / INCH:.4f}]"
        for at in island
    )
    ranks = (
        f"{{rank=same; {' '.join(f'n{at}' for at, row in island.items() if row == rank)}}}"
        for rank in sorted(set(island.values()))
    )
    here = [road.downwards(island) for road in roads if road.tail in island]
    edges = (
        f'n{road.tail} -> n{road.head} [label="{_room(road)}", fontsize=13, weight={road.weight}]'
        for road in here
    )
    header = 'graph [nodesep=0.4, ranksep=0.55]; node [label=""]; edge [arrowhead=none]'
    dot = "\n".join(["digraph {", header, *boxes, *ranks, *edges, "}\n"])
    answer = [row.split() for row in ask_graphviz(dot).splitlines()]
    (size,) = (_point(row[2], row[3]) for row in answer if row[0] == "graph")
    centres = {int(row[1][1:]): _point(row[2], row[3]) for row in answer if row[0] == "node"}
    found = {(row[1], row[2]): _curve(row) for row in answer if row[0] == "edge"}
    placed = tuple((road, found[f"n{road.tail}", f"n{road.head}"]) for road in here)
    return Island(size, centres, placed)


def _legend(islands: Sequence[Island]) -> Part:
    """What the signs mean, below everything."""
    corners = corners_of(islands)
    lowest = min(corner.y for corner in corners)
    ends = (c.x + island.size.x for c, island in zip(corners, islands, strict=True))
    middle = max(ends) / 2
    return caption(Point(middle, lowest - 26), LEGEND, 13, GREY)


def _room(road: Road) -> str:
    """A text as large as the label of a way, for the layout."""
    return "\\n".join("m" * round(len(text) * 0.72) for text in road.label.splitlines())


def _curve(row: list[str]) -> tuple[Curve, Point]:
    count = int(row[3])
    numbers = row[4 : 4 + 2 * count]
    curve = tuple(_point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
    at = 4 + 2 * count
    while at < len(row) and not _is_number(row[at]):
        at += 1
    return curve, _point(row[at], row[at + 1])


def _is_number(word: str) -> bool:
    return word.lstrip("-").replace(".", "", 1).replace("e-", "", 1).isdigit()


def _point(x: str, y: str) -> Point:
    return Point(float(x) * INCH, float(y) * INCH)


def _label(road: Road, at: Point) -> Part:
    return caption(at, road.label, 13, road.colour, opaque=True)


def _frame(card: Card, centre: Point) -> Iterator[Part]:
    extent = around(centre, card.width, card.height)
    known = bool(card.stop.name)
    yield frame(extent, KNOWN if known else UNKNOWN, KNOWN_FILL if known else UNKNOWN_FILL)
    top = Point(centre.x, extent.top - PADDING - 5)
    yield caption(top, card.title, 18 if known else 14, INK)


def _placed(card: Card, centre: Point) -> Picture:
    middle = centre - Point(0, NAME / 2)
    return moved(card.picture, middle - card.extent.centre)

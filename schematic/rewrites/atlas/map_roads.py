"""Atlas → the roads and islands of its map.

A road is one line that stands for all rewrites between two stops, in both directions. An island is
a set of stops that roads join, directly or through others.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from schematic.graph.names import greek
from schematic.render.bezier import Curve, Point
from schematic.rewrites.atlas.walk import Atlas
from schematic.rewrites.chain import read_rewrites

BETWEEN = 60.0


@dataclass(frozen=True)
class Road:
    """All ways between two stops.

    Attributes:
        tail: the stop that was found first.
        head: the other one.
        label: what leads there, and what leads back.
        colour: the colour of the line.
        weight: how straight it should be: the cheapest rewrites come first.
    """

    tail: int
    head: int
    label: str
    colour: str
    weight: int

    def downwards(self, rows: Mapping[int, int]) -> Road:
        """The same road from the upper row to the lower one."""
        if rows[self.tail] <= rows[self.head]:
            return self
        return replace(self, tail=self.head, head=self.tail)


@dataclass(frozen=True)
class Island:
    """Stops that roads join, with their places.

    Attributes:
        size: its width and height.
        centres: the middle of each stop.
        roads: each road with its curve and the middle of its label.
    """

    size: Point
    centres: Mapping[int, Point]
    roads: tuple[tuple[Road, tuple[Curve, Point]], ...]


def islands_of(number: int, roads: Sequence[Road], named: Set[int]) -> list[dict[int, int]]:
    """The islands of a map, as the row of each stop.

    The row is how many roads the stop is away from the island's first one; a stop without a name
    stands a row below the named ones that it is joined to.
    """
    near: dict[int, list[int]] = defaultdict(list)
    for road in roads:
        near[road.tail].append(road.head)
        near[road.head].append(road.tail)
    islands: list[dict[int, int]] = []
    for start in range(number):
        if any(start in island for island in islands):
            continue
        rows, queue = {start: 0}, deque([start])
        while queue:
            here = queue.popleft()
            for other in near[here]:
                if other not in rows:
                    rows[other] = rows[here] + 1
                    queue.append(other)
        for here in rows.keys() - named:
            if any(rows[other] == rows[here] for other in near[here] if other in named):
                rows[here] += 1
        islands.append(rows)
    return islands


def corners_of(islands: Sequence[Island]) -> list[Point]:
    """The lower left corner of each island: one below the other, in columns of like height."""
    highest = 1.35 * max(island.size.y for island in islands)
    corners: list[Point] = []
    left = right = top = 0.0
    for island in islands:
        if top < 0 and island.size.y - top > highest:
            left, top = right + BETWEEN, 0.0
        corners.append(Point(left, top - island.size.y))
        right = max(right, left + island.size.x)
        top -= island.size.y + BETWEEN
    return corners


def roads_of(atlas: Atlas) -> list[Road]:
    """The roads of an atlas, in the order of its ways."""
    there: dict[tuple[int, int], list[str]] = defaultdict(list)
    back: dict[tuple[int, int], list[str]] = defaultdict(list)
    for way in atlas.ways:
        ends = min(way.tail, way.head), max(way.tail, way.head)
        (there if way.tail == ends[0] else back)[ends].append(way.rewrite)
    pairs = sorted(there.keys() | back.keys())
    return [_road(pair, there[pair], back[pair]) for pair in pairs]


def _road(pair: tuple[int, int], there: Sequence[str], back: Sequence[str]) -> Road:
    (first,) = read_rewrites(there[0] if there else back[0])
    label = "\n".join(_labels(there, back))
    return Road(*pair, label, first.colour, 4 if first.cost == 1 else 1)


def _labels(there: Sequence[str], back: Sequence[str]) -> Iterable[str]:
    """A line for each way, together with the way back that goes with it."""
    left = list(back)
    for way in there:
        inverse = max(left, key=lambda other: _alike(way, other), default="")
        if inverse:
            left.remove(inverse)
        yield greek(_folded(way, inverse)) + ("" if inverse else ", one way")
    yield from (f"{greek(way)}, one way back" for way in left)


def _alike(way: str, other: str) -> int:
    return len(set(way.split()) & set(other.split()))


def _folded(way: str, back: str) -> str:
    """`add code z` and `drop code z` as `add / drop code z`."""
    if not back or sorted(way.split()) == sorted(back.split()):
        return way
    words, others = way.split(), back.split()
    differ = [i for i, pair in enumerate(zip(words, others, strict=False)) if pair[0] != pair[1]]
    if len(words) != len(others) or len(differ) != 1:
        return f"{way} / {back}"
    at = differ[0]
    return " ".join((*words[:at], f"{words[at]} / {others[at]}", *words[at + 1 :]))

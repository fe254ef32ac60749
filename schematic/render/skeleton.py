"""Drawing, Links, Boxes → what Graphviz is asked, and its answer → where it puts them.

A skeleton has the circles and, between the two circles of each link, a box that is large enough for
its labels, so that nothing else is placed on a label. Bare links are plain edges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schematic.render.bezier import ORIGIN, Curve, Point
from schematic.render.drawing import Drawing
from schematic.render.lanes import Box
from schematic.render.links import Link
from schematic.render.measure import PLATE_TYPE, radius_of
from schematic.render.render_error import RenderError

INCH = 72.0
PLATE_MARGIN = 8.0
HEADER = (
    "graph [rankdir=LR, nodesep=0.12, ranksep=0.22]",
    'node [fixedsize=true, label=""]',
    "edge [arrowhead=none]",
)


@dataclass(frozen=True)
class Route:
    """The way of a link: a spline to the centre of its box and one onward.

    A bare link has a spline for each arrow instead, from the topmost to the lowest.
    """

    before: Curve = ()
    centre: Point = ORIGIN
    after: Curve = ()
    bare: tuple[Curve, ...] = ()


@dataclass(frozen=True)
class Skeleton:
    """The centre of each circle, and the route of each link."""

    centres: Mapping[str, Point]
    routes: tuple[Route, ...]


def write_skeleton(drawing: Drawing, links: Sequence[Link], boxes: Sequence[Box]) -> str:
    """Write circles, boxes and routes without their places, as DOT for Graphviz's `dot`."""
    keys = _keys(drawing)
    lines = [
        *(f"{keys[c.name]} [shape=circle, {_size(2 * radius_of(c))}]" for c in drawing.circles),
        *(line for i, link in enumerate(links) for line in _link(link, boxes[i], keys, f"b{i}")),
        *_centred(links, keys),
        *_cluster(drawing, links, keys),
    ]
    return "\n".join(["digraph {", *HEADER, *lines, "}\n"])


def read_skeleton(answer: str, drawing: Drawing, links: Sequence[Link]) -> Skeleton:
    """Read where Graphviz puts circles, boxes and routes, in points.

    Args:
        answer: the skeleton laid out, in Graphviz's format `plain`.
        drawing: what is drawn.
        links: its links.

    Raises:
        RenderError: the answer is another one.
    """
    try:
        return _skeleton(answer, _keys(drawing), links)
    except (KeyError, ValueError, IndexError) as error:
        raise RenderError(
            "the layout cannot be read", "use Graphviz's engine `dot` and its format `plain`"
        ) from error


def _keys(drawing: Drawing) -> Mapping[str, str]:
    return {circle.name: f"n{i}" for i, circle in enumerate(drawing.circles)}


def _skeleton(answer: str, keys: Mapping[str, str], links: Sequence[Link]) -> Skeleton:
    centres, splines = _read(answer)
    routes = []
    for i, link in enumerate(links):
        left, box, right = keys[link.left], f"b{i}", keys[link.right]
        if link.bare:
            routes.append(Route(bare=tuple(sorted(splines[left, right], key=_height))))
        else:
            (before,), (after,) = splines[left, box], splines[box, right]
            routes.append(Route(before, centres[box], after))
    return Skeleton({name: centres[key] for name, key in keys.items()}, tuple(routes))


def _link(link: Link, box: Box, keys: Mapping[str, str], key: str) -> Iterator[str]:
    """Yield the statements of a link: its box, and edges that are straighter for more arrows."""
    left, right = keys[link.left], keys[link.right]
    same = "rank=same; " if link.upright else ""
    if link.bare:
        for _ in link.arrows:
            yield f"{{{same}{left} -> {right} [minlen=2]}}"
        return
    yield f"{key} [shape=box, {_size(box.width, box.height)}]"
    yield f"{{{same}{left} -> {key} -> {right} [weight={4 * len(link.arrows)}]}}"


def _cluster(drawing: Drawing, links: Sequence[Link], keys: Mapping[str, str]) -> Iterator[str]:
    """Yield the statement that keeps a plate together, and all else out of it."""
    if drawing.plate is None:
        return
    names = set(drawing.plate.names)
    members = [keys[name] for name in drawing.plate.names]
    members += [f"b{i}" for i, link in enumerate(links) if is_inside(link, names)]
    margin = PLATE_MARGIN + PLATE_TYPE.height(drawing.plate.label)
    yield f"subgraph cluster_plate {{ graph [margin={margin:.0f}]; {'; '.join(members)} }}"


def is_inside(link: Link, names: Collection[str]) -> bool:
    """Whether the label of a link stands in the plate of some circles."""
    return not link.bare and link.left in names and link.right in names


def _centred(links: Sequence[Link], keys: Mapping[str, str]) -> Iterator[str]:
    """Yield statements that put what both ends of an upright link lead to level with its middle."""
    onward = {(link.left, link.right) for link in links if not link.upright}
    for i, link in enumerate(links):
        for name in keys if link.upright and not link.bare else ():
            if {(link.left, name), (link.right, name)} <= onward:
                yield f"b{i} -> {keys[name]} [minlen=2, weight=100]"


def _size(width: float, height: float | None = None) -> str:
    inches = {"width": width} if height is None else {"width": width, "height": height}
    return ", ".join(f"{name}={points / INCH:.4f}" for name, points in inches.items())


def _read(answer: str) -> tuple[dict[str, Point], dict[tuple[str, str], list[Curve]]]:
    """Read what `-Tplain` says: the centres of nodes, and the splines of edges."""
    centres: dict[str, Point] = {}
    splines: dict[tuple[str, str], list[Curve]] = {}
    for words in map(str.split, answer.splitlines()):
        if words[0] == "node":
            (centres[words[1]],) = _points(words[2:4])
        elif words[0] == "edge":
            spline = _points(words[4 : 4 + 2 * int(words[3])])
            splines.setdefault((words[1], words[2]), []).append(spline)
    return centres, splines


def _height(curve: Curve) -> float:
    """Return how low a curve runs: its mean height with a minus, so that the highest is first."""
    return -sum(point.y for point in curve) / len(curve)


def _points(words: list[str]) -> Curve:
    numbers = [float(word) * INCH for word in words]
    return tuple(Point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))

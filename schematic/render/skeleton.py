"""Circles, Links, Boxes → where Graphviz puts them.

A skeleton has the circles, and between the two of each link a box that is large enough for its
labels: so no circle, label or arrow can come to stand on a label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schematic.render.curves import Knot, Point
from schematic.render.drawing import Circle, Drawing
from schematic.render.engine import run_graphviz
from schematic.render.lanes import Box
from schematic.render.links import Link

RADIUS, SMALL_RADIUS = 18.0, 13.0
INCH = 72.0
HEADER = ("graph [rankdir=LR, nodesep=0.13, ranksep=0.28]", "node [fixedsize=true, label=\"\"]")


@dataclass(frozen=True)
class Skeleton:
    """Where things are, by position in the drawing.

    Attributes:
        circles: the centre of each circle.
        boxes: the centre of each link's box.
        before: the knots of each link's way from its left circle to its box.
        after: the knots of its way from there to its right circle.
    """

    circles: Mapping[str, Point]
    boxes: tuple[Point, ...]
    before: tuple[tuple[Knot, ...], ...]
    after: tuple[tuple[Knot, ...], ...]


def radius(circle: Circle) -> float:
    """The radius of a circle."""
    return SMALL_RADIUS if circle.small else RADIUS


def place(drawing: Drawing, links: Sequence[Link], boxes: Sequence[Box]) -> Skeleton:
    """Where Graphviz puts the circles and boxes.

    Raises:
        RenderError: there is no Graphviz, or it fails.
    """
    keys = {circle.name: f"n{i}" for i, circle in enumerate(drawing.circles)}
    lines = [f"{keys[c.name]} [shape=circle, width={_inches(2 * radius(c))}]" for c in drawing.circles]
    for i, (link, box) in enumerate(zip(links, boxes, strict=True)):
        size = f"width={_inches(box.width)}, height={_inches(box.height)}"
        level = "rank=same; " if link.upright else ""
        lines.append(f"b{i} [shape=box, {size}]")
        lines.append(f"{{{level}{keys[link.left]} -> b{i} -> {keys[link.right]} [weight={_weight(link)}]}}")
    answer = run_graphviz("\n".join(["digraph {", *HEADER, *lines, "}"]), "-Kdot", "-Tplain")
    places, knots = _read(answer.decode())
    return Skeleton(
        circles={name: places[key] for name, key in keys.items()},
        boxes=tuple(places[f"b{i}"] for i in range(len(links))),
        before=tuple(knots[keys[link.left], f"b{i}"] for i, link in enumerate(links)),
        after=tuple(knots[f"b{i}", keys[link.right]] for i, link in enumerate(links)),
    )


def _weight(link: Link) -> int:
    """How straight a link should be: most where arrows go side by side."""
    if len(link.arrows) > 1:
        return 8
    return 2 if link.arrows[0].label else 1


def _inches(points: float) -> str:
    return f"{points / INCH:.4f}"


def _read(answer: str) -> tuple[dict[str, Point], dict[tuple[str, str], tuple[Knot, ...]]]:
    """What `-Tplain` says: the centres of nodes, and the knots inside edges."""
    places, knots = {}, {}
    for words in map(str.split, answer.splitlines()):
        if words[0] == "node":
            places[words[1]] = _points(words[2:4])[0]
        elif words[0] == "edge":
            spline = _points(words[4 : 4 + 2 * int(words[3])])
            inner = range(3, len(spline) - 1, 3)
            knots[words[1], words[2]] = tuple(
                Knot(spline[i], (spline[i + 1] - spline[i - 1]).unit) for i in inner
            )
    return places, knots


def _points(words: list[str]) -> tuple[Point, ...]:
    numbers = [float(word) * INCH for word in words]
    return tuple(Point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))

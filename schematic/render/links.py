"""Drawing → Links: which circles are joined, by which arrows, and which of them stands left.

Models that are rewrites of each other get the same order of circles: codes left, then what is
generated from them, indicators right. Where arrows go both ways, the circle nearer to an
indicator stands right; where neither is nearer, the solid arrow points right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from schematic.render.drawing import Arrow, Drawing


@dataclass(frozen=True)
class Link:
    """All arrows between two circles.

    Attributes:
        left: the circle that stands left, or above where the link is upright.
        right: the other one.
        arrows: from the topmost to the lowest: those to the right, then those to the left.
        upright: whether the two stand above each other.
    """

    left: str
    right: str
    arrows: tuple[Arrow, ...]
    upright: bool = False


def make_links(drawing: Drawing) -> tuple[Link, ...]:
    """The links of a drawing, in order of appearance."""
    ends = dict.fromkeys(frozenset((a.tail, a.head)) for a in drawing.arrows)
    bundles = [[a for a in drawing.arrows if {a.tail, a.head} == pair] for pair in ends]
    order = _Order(drawing, bundles)
    links = [order.link(arrows) for arrows in bundles]
    return tuple(order.hung_left(link, links) for link in links)


class _Order:
    """How far each circle is from an indicator, and which circles they lead to."""

    def __init__(self, drawing: Drawing, bundles: Iterable[list[Arrow]]) -> None:
        one_way = [b for b in bundles if len({a.tail for a in b}) == 1]
        self.flow: nx.DiGraph[str] = nx.DiGraph((b[0].tail, b[0].head) for b in one_way)
        self.small = {c.name for c in drawing.circles if c.small}
        backwards = self.flow.reverse(copy=True)
        present = self.small & set(backwards)
        self.distance: dict[str, int] = (
            nx.multi_source_dijkstra_path_length(backwards, present) if present else {}
        )

    def link(self, arrows: list[Arrow]) -> Link:
        """The link of all arrows between two circles."""
        left, right, upright = self._ends(arrows)
        rightward = [a for a in arrows if a.tail == left]
        leftward = [a for a in arrows if a.tail != left]
        return Link(left, right, (*rightward, *reversed(leftward)), upright)

    def _ends(self, arrows: list[Arrow]) -> tuple[str, str, bool]:
        first = min(arrows, key=lambda a: (a.dashed, arrows.index(a)))
        left, right = first.tail, first.head
        if all(a.tail == left for a in arrows):
            return left, right, False
        far, near = (self.distance.get(n, len(self.flow)) for n in (left, right))
        if far < near:
            return right, left, False
        return left, right, far == near and bool(self._judges(left) & self._judges(right))

    def _judges(self, name: str) -> set[str]:
        return self.small & set(self.flow.successors(name)) if name in self.flow else set()

    def hung_left(self, link: Link, links: list[Link]) -> Link:
        """An indicator that hangs on a left end goes further left, as u in u ← a ⇄ b → v."""
        alone = sum(link.right in (other.left, other.right) for other in links) == 1
        others = [o for o in links if o is not link and link.left in (o.left, o.right)]
        ends_left = all(o.left == link.left and not o.upright for o in others)
        both_ways = any(len({a.tail for a in o.arrows}) == 2 for o in others)
        if link.right in self.small and alone and ends_left and both_ways:
            return Link(link.right, link.left, link.arrows)
        return link

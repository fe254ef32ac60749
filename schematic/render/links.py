"""Drawing → Links: which circles are joined, by which arrows, and which of them stands left.

Models that are rewrites of each other get the same order of circles: codes on the left, then what
is generated from them, and indicators on the right. Where arrows go both ways, the circle that is
nearer to an indicator is on the right; where neither is nearer, the solid arrow points right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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

    @property
    def bare(self) -> bool:
        """Whether it has no label."""
        return not any(arrow.label for arrow in self.arrows)


def make_links(drawing: Drawing) -> tuple[Link, ...]:
    """Return the links of a drawing in order of appearance; going right never leads back."""
    ends = dict.fromkeys(frozenset((a.tail, a.head)) for a in drawing.arrows)
    bundles = [[a for a in drawing.arrows if {a.tail, a.head} == pair] for pair in ends]
    sides = _Sides(drawing, bundles)
    links = [sides.link(arrows) for arrows in bundles]
    links = [sides.hung_left(link, links) for link in links]
    place = {name: i for i, name in enumerate(reading_order(links))}
    links = [link if place[link.left] < place[link.right] else _turned(link) for link in links]
    return tuple(
        link if _may_stand(link, links) else replace(link, upright=False) for link in links
    )


def reading_order(links: Iterable[Link]) -> tuple[str, ...]:
    """Return the joined circles, left ends before right ones as far as the links agree."""
    graph: nx.DiGraph[str] = nx.DiGraph((link.left, link.right) for link in links)
    return tuple(reversed(tuple(nx.dfs_postorder_nodes(graph))))


def _link(left: str, right: str, arrows: Sequence[Arrow], upright: bool = False) -> Link:
    rightward = [a for a in arrows if a.tail == left]
    leftward = [a for a in arrows if a.tail != left]
    return Link(left, right, (*rightward, *reversed(leftward)), upright)


def _turned(link: Link) -> Link:
    return _link(link.right, link.left, link.arrows[::-1], link.upright)


def _may_stand(link: Link, links: Iterable[Link]) -> bool:
    """Return whether one end can be above the other: no other links lead from left to right."""
    others: nx.DiGraph[str] = nx.DiGraph((o.left, o.right) for o in links if o is not link)
    others.add_nodes_from((link.left, link.right))
    return not nx.has_path(others, link.left, link.right)


class _Sides:
    """How far each circle is from an indicator, and which indicators judge it."""

    def __init__(self, drawing: Drawing, bundles: Iterable[list[Arrow]]) -> None:
        one_way = [b for b in bundles if len({a.tail for a in b}) == 1]
        self.flow: nx.DiGraph[str] = nx.DiGraph((b[0].tail, b[0].head) for b in one_way)
        self.position = {circle.name: i for i, circle in enumerate(drawing.circles)}
        self.small = {circle.name for circle in drawing.circles if circle.small}
        ends = self.small & set(self.flow)
        back = self.flow.reverse()
        self.distance = nx.multi_source_dijkstra_path_length(back, ends) if ends else {}

    def link(self, arrows: list[Arrow]) -> Link:
        """Return the link of all arrows between two circles."""
        left, right = self._process(arrows)
        if all(arrow.tail == left for arrow in arrows):
            return _link(left, right, arrows)
        left_distance, right_distance = (
            self.distance.get(name, len(self.position)) for name in (left, right)
        )
        if left_distance < right_distance:
            return _link(right, left, arrows)
        tied = left_distance == right_distance and self._judges(left) & self._judges(right)
        return _link(left, right, arrows, upright=bool(tied))

    def hung_left(self, link: Link, links: Sequence[Link]) -> Link:
        """Move an indicator that hangs on a left end further left, as u in u ← a ⇄ b → v."""
        others = [o for o in links if o is not link and link.left in (o.left, o.right)]
        alone = sum(link.right in (o.left, o.right) for o in links) == 1
        leftmost = all(o.left == link.left and not o.upright for o in others)
        both_ways = any(len({a.tail for a in o.arrows}) == 2 for o in others)
        if link.right in self.small and alone and leftmost and both_ways:
            return _link(link.right, link.left, link.arrows)
        return link

    def _process(self, arrows: list[Arrow]) -> tuple[str, str]:
        """Return tail and head of the solid arrows; if they go both ways, in the circles' order."""
        solid = [arrow for arrow in arrows if not arrow.dashed] or arrows
        first = min(solid, key=lambda arrow: self.position[arrow.tail])
        return first.tail, first.head

    def _judges(self, name: str) -> set[str]:
        return self.small & set(self.flow.successors(name)) if name in self.flow else set()

"""Drawing → Links: which circles are joined, by which arrows, and which of them stands left.

Models that are rewrites of each other get the same order of circles: codes on the left, then what
is generated from them, and indicators on the right. Where arrows go both ways, the circle that is
nearer to an indicator is on the right; where neither is nearer, the solid arrow points right, and
two that are judged each for itself stand above each other. Two that are judged as a pair lie as
elsewhere, the code on the left. A dashed arrow points left where solid arrows that go one way
lead back from its head, as from x to the top of a hierarchy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from schematic.graph.walks import distances, followers, postorder
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
    bundles: dict[frozenset[str], list[Arrow]] = {}
    for arrow in drawing.arrows:
        bundles.setdefault(frozenset((arrow.tail, arrow.head)), []).append(arrow)
    sides = _Sides(drawing, bundles.values())
    links = [sides.link(arrows) for arrows in bundles.values()]
    at = _links_at(links)
    links = [sides.hung_left(link, at) for link in links]
    place = {name: i for i, name in enumerate(reading_order(links))}
    links = [link if place[link.left] < place[link.right] else _turned(link) for link in links]
    return tuple(
        replace(link, upright=False) if link.upright and not _may_stand(link, links) else link
        for link in links
    )


def _links_at(links: Iterable[Link]) -> Mapping[str, Sequence[Link]]:
    """The links that touch each circle."""
    found: dict[str, list[Link]] = {}
    for link in links:
        for name in dict.fromkeys((link.left, link.right)):
            found.setdefault(name, []).append(link)
    return found


def reading_order(links: Iterable[Link]) -> tuple[str, ...]:
    """Return the joined circles, left ends before right ones as far as the links agree."""
    graph = followers((link.left, link.right) for link in links)
    return tuple(reversed(tuple(postorder(graph))))


def _link(left: str, right: str, arrows: Sequence[Arrow], upright: bool = False) -> Link:
    rightward = [a for a in arrows if a.tail == left]
    leftward = [a for a in arrows if a.tail != left]
    return Link(left, right, (*rightward, *reversed(leftward)), upright)


def _turned(link: Link) -> Link:
    return _link(link.right, link.left, link.arrows[::-1], link.upright)


def _may_stand(link: Link, links: Iterable[Link]) -> bool:
    """Return whether one end can be above the other: no other links lead from left to right."""
    others = followers((o.left, o.right) for o in links if o is not link)
    return link.right not in distances(others, (link.left,))


class _Sides:
    """How far each circle is from an indicator, and which indicators judge it."""

    def __init__(self, drawing: Drawing, bundles: Iterable[list[Arrow]]) -> None:
        one_way = [b for b in bundles if len({a.tail for a in b}) == 1]
        self.flow = followers((b[0].tail, b[0].head) for b in one_way)
        solid = {(a.tail, a.head): a for a in drawing.arrows if not (a.dashed or a.red)}
        self.solid = followers((t, h) for t, h in solid if (h, t) not in solid)
        self.position = {circle.name: i for i, circle in enumerate(drawing.circles)}
        self.small = {circle.name for circle in drawing.circles if circle.small}
        self.shaded = {circle.name for circle in drawing.circles if circle.shaded}
        self.judging: dict[str, set[int]] = {}
        for arrow in drawing.arrows:
            if arrow.head in self.small:
                self.judging.setdefault(arrow.tail, set()).update(arrow.factors)
        back = followers((b[0].head, b[0].tail) for b in one_way)
        self.distance = distances(back, self.small & back.keys())

    def link(self, arrows: list[Arrow]) -> Link:
        """Return the link of all arrows between two circles."""
        left, right = self._process(arrows)
        if all(arrow.tail == left for arrow in arrows):
            is_inferred = all(arrow.dashed for arrow in arrows)
            if is_inferred and left in distances(self.solid, (right,)):
                return _link(right, left, arrows)
            return _link(left, right, arrows)
        left_distance, right_distance = (
            self.distance.get(name, len(self.position)) for name in (left, right)
        )
        if left_distance < right_distance:
            return _link(right, left, arrows)
        tied = left_distance == right_distance and self._judges(left) & self._judges(right)
        if tied and self._are_a_pair(left, right):
            is_turned = left in self.shaded and right not in self.shaded
            return _link(right, left, arrows) if is_turned else _link(left, right, arrows)
        return _link(left, right, arrows, upright=bool(tied))

    def hung_left(self, link: Link, at: Mapping[str, Sequence[Link]]) -> Link:
        """Move an indicator that hangs on a left end further left, as u in u ← a ⇄ b → v."""
        if link.right not in self.small or len(at[link.right]) > 1:
            return link
        others = [other for other in at[link.left] if other is not link]
        leftmost = all(o.left == link.left and not o.upright for o in others)
        both_ways = any(len({a.tail for a in o.arrows}) == 2 for o in others)
        return _link(link.right, link.left, link.arrows) if leftmost and both_ways else link

    def _process(self, arrows: list[Arrow]) -> tuple[str, str]:
        """Return tail and head of the solid arrows; if they go both ways, in the circles' order."""
        solid = [arrow for arrow in arrows if not arrow.dashed] or arrows
        first = min(solid, key=lambda arrow: self.position[arrow.tail])
        return first.tail, first.head

    def _are_a_pair(self, one: str, other: str) -> bool:
        """Whether an indicator judges the two together, by one factor of both."""
        return bool(self.judging.get(one, set()) & self.judging.get(other, set()))

    def _judges(self, name: str) -> set[str]:
        return self.small.intersection(self.flow.get(name, ()))

"""Where things are: in reading order, and nothing on top of a label."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from schematic.render.bezier import Curve, Point
from schematic.render.drawing import make_drawing
from schematic.render.lanes import CLEAR
from schematic.render.links import make_links, reading_order
from schematic.render.measure import ARROW_TYPE
from schematic.render.picture import Picture, PlacedArrow, PlacedCircle
from schematic.render.placement import lay_out
from tests.render.models import NAMES, model

TOUCH = 1.0
COLUMN = 245.0


def picture(name: str) -> Picture:
    return lay_out(make_drawing(model(name)))


def box(placed: PlacedArrow) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of a label."""
    width = ARROW_TYPE.width(placed.arrow.label) / 2 - TOUCH
    height = ARROW_TYPE.height(placed.arrow.label) / 2 - TOUCH
    at = placed.label_at
    return at.x - width, at.x + width, at.y - height, at.y + height


def inside(point: Point, frame: tuple[float, float, float, float], margin: float = 0.0) -> bool:
    left, right, bottom, top = frame
    across = left - margin < point.x < right + margin
    return across and bottom - margin < point.y < top + margin


def along(curve: Curve) -> list[Point]:
    """Points of a curve, close to each other."""
    points = []
    for i in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[i : i + 4]
        for t in (step / 20 for step in range(21)):
            s = 1 - t
            points.append(a * s**3 + b * (3 * s * s * t) + c * (3 * s * t * t) + d * t**3)
    return points


@pytest.mark.parametrize("name", NAMES)
def test_nothing_on_a_label(name: str) -> None:
    drawn = picture(name)
    labelled = [arrow for arrow in drawn.arrows if arrow.arrow.label]
    for one, other in combinations(map(box, labelled), 2):
        assert one[1] < other[0] or other[1] < one[0] or one[3] < other[2] or other[3] < one[2]
    for arrow in labelled:
        assert not any(inside(p, box(arrow)) for a in drawn.arrows for p in along(a.curve))
        assert not any(inside(c.centre, box(arrow), c.radius) for c in drawn.circles)


@pytest.mark.parametrize("name", NAMES)
def test_circles_are_apart_and_arrows_go_from_rim_to_rim(name: str) -> None:
    drawn = picture(name)
    for one, other in combinations(drawn.circles, 2):
        assert (one.centre - other.centre).length > one.radius + other.radius
    circles = {c.circle.name: c for c in drawn.circles}
    for arrow in drawn.arrows:
        assert on_rim(arrow.curve[0], circles[arrow.arrow.tail])
        assert on_rim(arrow.curve[-1], circles[arrow.arrow.head])


def on_rim(point: Point, placed: PlacedCircle) -> bool:
    return abs((point - placed.centre).length - placed.radius) < TOUCH


def test_opposite_arrows_are_apart() -> None:
    there, back = picture("vae").arrows
    middles = [along(arrow.curve)[30] for arrow in (there, back)]
    assert abs(middles[0].y - middles[1].y) > 10


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("gan", "zxy"),
        ("infogan", "zxy"),
        ("aavae", "zxy"),
        ("aae", "xzy"),
        ("vae", "zx"),
        ("ae", "zx"),
        ("ali", "zxy"),
        ("two-indicators", "uabv"),
        ("cyclegan", "aby"),
    ],
)
def test_rewrites_keep_the_order_of_circles(name: str, order: str) -> None:
    assert "".join(reading_order(make_links(make_drawing(model(name))))) == order
    circles = sorted(picture(name).circles, key=lambda placed: placed.centre.x)
    assert "".join(placed.circle.name for placed in circles) == order


def test_a_hierarchy_that_is_inferred_top_down_lies_like_others() -> None:
    circles = sorted(picture("ladder-hvae").circles, key=lambda placed: placed.centre.x)
    assert [placed.circle.name for placed in circles] == ["z_3", "z_2", "z_1", "x"]


def test_judges_of_two_stand_beside_the_two() -> None:
    places = {c.circle.name: c.centre for c in picture("cyclegan").circles}
    assert abs(places["a"].x - places["b"].x) < TOUCH
    assert abs(places["y"].y - (places["a"].y + places["b"].y) / 2) < 4


def test_a_pair_lies_like_the_two_of_other_games() -> None:
    heights = {c.centre.y for c in picture("ali").circles}
    assert max(heights) - min(heights) < TOUCH


@pytest.mark.parametrize("name", ["ada", "ali", "cyclegan", "iaf-vae"])
def test_the_label_of_a_single_arrow_is_at_its_arrow(name: str) -> None:
    drawn = picture(name)
    ends = Counter(frozenset((a.arrow.tail, a.arrow.head)) for a in drawn.arrows)
    single = [a for a in drawn.arrows if ends[frozenset((a.arrow.tail, a.arrow.head))] == 1]
    for arrow in (arrow for arrow in single if arrow.arrow.label):
        left, right, bottom, top = box(arrow)
        near = [p for p in along(arrow.curve) if left <= p.x <= right]
        gaps = [max(p.y - top, bottom - p.y) - TOUCH for p in near]
        assert min(gaps) == pytest.approx(CLEAR, abs=0.5)


@pytest.mark.parametrize("name", ["gan", "vae", "infogan", "aae", "aavae", "ada"])
def test_fits_a_column(name: str) -> None:
    xs = [c.centre.x for c in picture(name).circles]
    assert max(xs) - min(xs) < COLUMN

"""Link → Lanes: the box that stands between two circles, and where arrows and labels cross it.

The arrows of a link run side by side, symmetrical about the line that joins the circles; each
label stands on the outer side of its arrow, so that no label comes between two opposite arrows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schematic.render.drawing import Arrow
from schematic.render.links import Link
from schematic.render.measure import ARROW_TYPE

APART = 15.0
CLEAR = 2.5
UNLABELLED = 7.0
MARGIN = 4.0


@dataclass(frozen=True)
class Lane:
    """Where an arrow crosses: offsets of its line and of its label's centre from the middle line."""

    arrow: Arrow
    line: float
    label: float


@dataclass(frozen=True)
class Box:
    """The lanes of a link, and the size of the box that holds them, in points."""

    lanes: tuple[Lane, ...]
    width: float
    height: float


def make_box(link: Link) -> Box:
    """The box of a link."""
    half = (len(link.arrows) + 1) // 2
    even = len(link.arrows) % 2 == 0
    above = tuple(_stack(link.arrows[:half][::-1], APART / 2 if even else 0.0, link.upright))
    below = tuple(_stack(link.arrows[half:], APART / 2 if even else APART, link.upright))
    lanes = (*above, *(Lane(lane.arrow, -lane.line, -lane.label) for lane in below))
    across = 2 * max(abs(lane.label) + _across(lane.arrow, link.upright) / 2 for lane in lanes)
    along = max(_along(arrow, link.upright) for arrow in link.arrows)
    return Box(lanes, across, along) if link.upright else Box(lanes, along, across)


def _stack(arrows: Sequence[Arrow], line: float, upright: bool) -> Iterator[Lane]:
    """Lanes outwards from the middle, starting at `line`."""
    for arrow in arrows:
        room = _across(arrow, upright)
        yield Lane(arrow, line, line + CLEAR + room / 2)
        line += room + 2 * CLEAR


def _across(arrow: Arrow, upright: bool) -> float:
    """The room of a label across its arrow."""
    if not arrow.label:
        return UNLABELLED
    return ARROW_TYPE.width(arrow.label) if upright else ARROW_TYPE.height(arrow.label)


def _along(arrow: Arrow, upright: bool) -> float:
    """The room of a label along its arrow."""
    if not arrow.label:
        return 0.0
    return MARGIN + (ARROW_TYPE.height if upright else ARROW_TYPE.width)(arrow.label)

"""Link → Lanes: the box that stands between two circles, and where arrows and labels cross it.

The arrows of a link run side by side, symmetrical about the line that joins the circles. Each label
stands on the outer side of its arrow, so that no label comes between two opposite arrows.
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
MARGIN = 2.0


@dataclass(frozen=True)
class Lane:
    """How far an arrow's line, and its label's centre, are from the middle line, in points."""

    line: float
    label: float


@dataclass(frozen=True)
class Box:
    """The lanes of a link, one for each of its arrows, and the size of their box, in points."""

    lanes: tuple[Lane, ...]
    width: float
    height: float


def make_box(link: Link) -> Box:
    """Return the box of a link."""
    rooms = [_room(arrow, link.upright) for arrow in link.arrows]
    half = (len(rooms) + 1) // 2
    first, second = (APART / 2, APART / 2) if len(rooms) % 2 == 0 else (0.0, APART)
    above = list(_stack(rooms[:half][::-1], first))[::-1]
    below = [Lane(-lane.line, -lane.label) for lane in _stack(rooms[half:], second)]
    lanes = (*above, *below)
    across = 2 * max(
        abs(lane.label) + room.across / 2 for lane, room in zip(lanes, rooms, strict=True)
    )
    along = max(room.along for room in rooms)
    return Box(lanes, across, along) if link.upright else Box(lanes, along, across)


@dataclass(frozen=True)
class _Room:
    """What a label takes across and along its arrow."""

    across: float
    along: float


def _room(arrow: Arrow, upright: bool) -> _Room:
    if not arrow.label:
        return _Room(UNLABELLED, 0.0)
    width, height = ARROW_TYPE.width(arrow.label), ARROW_TYPE.height(arrow.label)
    return _Room(width, height + MARGIN) if upright else _Room(height, width + MARGIN)


def _stack(rooms: Sequence[_Room], line: float) -> Iterator[Lane]:
    """Yield lanes outwards from the middle, the first one at `line`."""
    for room in rooms:
        yield Lane(line, line + CLEAR + room.across / 2)
        line += room.across + 2 * CLEAR

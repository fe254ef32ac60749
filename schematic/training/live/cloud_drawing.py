"""Points of a model and of the data → an SVG image; of single numbers, how often they come."""

from __future__ import annotations

import numpy as np

from schematic.data.dataset import Array
from schematic.training.live.axis_scale import linear_ticks, write_number
from schematic.training.live.svg_page import DATA, FRAME, MODEL, dots, line, page, text

SIDE, EDGE, ABOVE = 280, 26, 24
MOST, BINS = 1_000, 40
ROOM = 0.25  # of the range of the data, around them


def draw_cloud(data: Array | None, values: Array) -> str:
    """Draw the first two coordinates of values [M, D] over those of the data [N, D].

    Both axes have the unit of the data, whose range stays where it is while a model learns; values
    outside of it are counted.
    """
    known = values if data is None else data
    low, high = known[:, :2].min(0), known[:, :2].max(0)
    middle, reach = (low + high) / 2, (0.5 + ROOM) * float(max((high - low).max(), 1e-9))
    parts = [] if data is None else [_cloud(data, middle, reach, DATA, 6)]
    is_within = (np.abs(values[:, :2] - middle) <= reach).all(1)
    parts.append(_cloud(values[is_within], middle, reach, MODEL, 2.6))
    outside = int(len(values) - is_within.sum())
    more = f", {outside:,} of {len(values):,} outside" if outside else ""
    ends = [(middle[axis] - reach, middle[axis] + reach) for axis in (0, 1)]
    return page(SIDE, SIDE, (*_box(ends[0]), *_up(ends[1]), *_legend(data, more), *parts))


def draw_histogram(data: Array | None, values: Array) -> str:
    """Draw the densities of single numbers, [N] of the data and [M] of the model."""
    known = values if data is None else data
    low, high = float(known.min()), float(known.max())
    room = ROOM * max(high - low, 1e-9)
    ends = (low - room, high + room)
    heights = {
        colour: np.histogram(numbers, BINS, ends, density=True)[0]
        for colour, numbers in ((DATA, data), (MODEL, values))
        if numbers is not None and ((numbers >= ends[0]) & (numbers <= ends[1])).any()
    }
    top = max((float(each.max()) for each in heights.values()), default=1.0)
    outside = int(((values < ends[0]) | (values > ends[1])).sum())
    more = f", {outside:,} of {len(values):,} outside" if outside else ""
    parts = [line(_stairs(each / top), colour, 1.6) for colour, each in heights.items()]
    return page(SIDE, SIDE, (*_box(ends), *_legend(data, more), *parts))


def _cloud(points: Array, middle: Array, reach: float, colour: str, size: float) -> str:
    places = ((points[:MOST, :2] - middle) / reach + 1) / 2
    inner = SIDE - EDGE - ABOVE
    return dots(
        ((EDGE + x * inner, SIDE - EDGE - y * inner) for x, y in places.tolist()), colour, size
    )


def _stairs(heights: Array) -> list[tuple[float, float]]:
    """The outline of a histogram whose heights are in [0, 1]."""
    inner, base = SIDE - EDGE - ABOVE, SIDE - EDGE
    step = inner / len(heights)
    return [
        (EDGE + (k + side) * step, base - float(height) * inner * 0.95)
        for k, height in enumerate(heights)
        for side in (0, 1)
    ]


def _box(ends: tuple[float, float]) -> list[str]:
    """A frame, and the numbers across."""
    inner, base = SIDE - EDGE - ABOVE, SIDE - EDGE
    corners = [(EDGE, ABOVE), (EDGE, base), (EDGE + inner, base), (EDGE + inner, ABOVE)]
    low, high = ends
    words = [
        text(EDGE + inner * (t - low) / (high - low), base + 14, write_number(t), anchor="middle")
        for t in linear_ticks(low, high, 4)
    ]
    return [line([*corners, corners[0]], FRAME), *words]


def _up(ends: tuple[float, float]) -> list[str]:
    """The numbers upwards."""
    inner, base = SIDE - EDGE - ABOVE, SIDE - EDGE
    low, high = ends
    return [
        text(EDGE - 4, base - inner * (t - low) / (high - low) + 4, write_number(t), anchor="end")
        for t in linear_ticks(low, high, 4)
    ]


def _legend(data: Array | None, more: str) -> list[str]:
    """What the colours mean."""
    samples = text(EDGE + (0 if data is None else 40), 15, f"samples{more}", colour=MODEL)
    return [samples] if data is None else [text(EDGE, 15, "data", colour=DATA), samples]

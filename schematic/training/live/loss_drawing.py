"""Losses over the steps → an SVG image of their curves, which grows while a run is trained."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from schematic.graph.names import greek
from schematic.training.live.axis_scale import Scale, choose_scale, linear_ticks, write_number
from schematic.training.live.svg_page import COLOURS, FRAME, line, moved, page, text
from schematic.training.log.progress import show_losses

WIDTH, HEIGHT = 380, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 24, 30, 34
FIRST, ROW, LETTER = 72.0, 15, 6.3
"""Where names begin, how far rows of them are apart, and how wide a letter is, nearly."""
POINTS = 400  # of a curve, at most
Curve = Sequence[tuple[int, float]]


def draw_losses(curves: Mapping[str, Curve], steps: int) -> tuple[str, int, int]:
    """Draw the loss of each player, in nats, over the steps.

    The second and third result are the width and the height, in pixels.

    Args:
        curves: player → pairs of a step and the mean loss up to it.
        steps: where the axis ends.
    """
    finite = [v for curve in curves.values() for _, v in curve if math.isfinite(v)]
    scale = choose_scale(finite) if finite else choose_scale([0.0, 1.0])
    parts = [*_across(steps), *_up(scale)]
    for number, curve in enumerate(curves.values()):
        colour = COLOURS[number % len(COLOURS)]
        for piece in _pieces(_thinned(curve)):
            points = [(_x(step, steps), _y(scale.place(value))) for step, value in piece]
            parts.append(line(points, colour, 1.6))
            if len(points) == 1:
                parts.append(_dot(points[0], colour))
    names, rows = _names(curves)
    below = ROW * (rows - 1)
    height = HEIGHT + below
    return page(WIDTH, height, (*names, moved(0, below, parts))), WIDTH, height


def write_losses(losses: Mapping[str, float]) -> str:
    """Losses in a line: `φ 1.386   θ 0.6931`, in nats."""
    return show_losses(losses).replace("-", "−")


def _names(curves: Mapping[str, Curve]) -> tuple[list[str], int]:
    """The players and their last losses, in the colours of their curves; and how many rows."""
    found: list[str] = []
    x, row = FIRST, 0
    for number, (player, curve) in enumerate(curves.items()):
        last = write_losses({player: curve[-1][1]}) if curve else greek(player)
        words = f"player {last}"
        wide = LETTER * len(words) + 18
        if x > FIRST and x + wide > WIDTH:
            x, row = FIRST, row + 1
        found.append(text(x, 16 + ROW * row, words, colour=COLOURS[number % len(COLOURS)]))
        x += wide
    return found, row + 1


def _across(steps: int) -> list[str]:
    """The axis of the steps."""
    ticks = [tick for tick in linear_ticks(0, max(steps, 1)) if tick == int(tick)]
    base = HEIGHT - BOTTOM
    frame = line([(LEFT, TOP), (LEFT, base), (WIDTH - RIGHT, base)], FRAME)
    words = [text(_x(t, steps), base + 14, f"{int(t):,}", anchor="middle") for t in ticks]
    return [frame, *words, text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, "step", anchor="middle")]


def _up(scale: Scale) -> list[str]:
    """The axis of the losses, with a faint line at each number."""
    found: list[str] = []
    for tick in scale.ticks:
        y = _y(scale.place(tick))
        found.append(line([(LEFT, y), (WIDTH - RIGHT, y)], FRAME, 0.5))
        found.append(text(LEFT - 6, y + 4, write_number(tick), anchor="end"))
    unit = "nats (log)" if scale.is_log else "nats"
    return [*found, text(6, 16, unit)]


def _x(step: float, steps: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * step / max(steps, 1)


def _y(place: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * place


def _dot(point: tuple[float, float], colour: str) -> str:
    return f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="2" fill="{colour}"/>'


def _pieces(curve: Curve) -> list[Curve]:
    """A curve, cut where a value is not finite."""
    pieces: list[list[tuple[int, float]]] = [[]]
    for step, value in curve:
        if math.isfinite(value):
            pieces[-1].append((step, value))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _thinned(curve: Curve) -> Curve:
    """The least and the largest value of each stretch, where the points are more than pixels."""
    if len(curve) <= POINTS:
        return curve
    stretch = -(-2 * len(curve) // POINTS)
    kept: dict[tuple[int, float], None] = {}
    for first in range(0, len(curve), stretch):
        part = curve[first : first + stretch]
        kept |= dict.fromkeys(sorted({min(part, key=_value), max(part, key=_value)}))
    return [*kept, *([] if curve[-1] in kept else [curve[-1]])]


def _value(point: tuple[int, float]) -> float:
    return point[1]

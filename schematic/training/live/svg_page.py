"""Shapes → an SVG image that is read on a light and on a dark page alike.

An image inside a notebook does not learn the colours of the page, so all colours here are of
middle lightness: each has a contrast of about 4:1 with white and with the dark themes of JupyterLab
and VS Code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

INK, FRAME = "#7a7a7a", "#8a8a8a55"
DATA, MODEL = "#8494a7", "#d8523f"
COLOURS = ("#3b82d4", "#d8523f", "#2f9150", "#a05fd0", "#b07a1e", "#1d90a0")
"""Of curves, in turn."""


def page(width: int, height: int, parts: Iterable[str]) -> str:
    """An SVG image of a size in pixels."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="11" '
        f'fill="{INK}">{"".join(parts)}</svg>'
    )


def moved(x: float, y: float, parts: Iterable[str]) -> str:
    """Shapes, moved to the right and down."""
    return f'<g transform="translate({x:g},{y:g})">{"".join(parts)}</g>'


def text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK) -> str:
    """Words at a point, which is the start, the middle or the end of their line."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def line(points: Sequence[tuple[float, float]], colour: str, width: float = 1.0) -> str:
    """A line through points."""
    through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        'stroke-linejoin="round"/>'
    )


def dots(points: Iterable[tuple[float, float]], colour: str, size: float) -> str:
    """A dot at each point, all in one path."""
    path = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in points)
    return (
        f'<path d="{path}" stroke="{colour}" stroke-width="{size:g}" stroke-linecap="round" '
        'stroke-opacity=".7"/>'
    )

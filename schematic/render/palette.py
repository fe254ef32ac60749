"""The colours of a picture, each by what it is for: on white paper, and on a dark page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Which colour each part of a picture has, as `#rrggbb`.

    Attributes:
        paper: what lies below everything.
        ink: lines and letters.
        red: adversarial arrows and their labels.
        shade: the inside of visible nodes.
        light: the inside of nodes that are data in some examples only.
    """

    paper: str
    ink: str
    red: str
    shade: str
    light: str


LIGHT = Palette("#ffffff", "#000000", "#cc0000", "#d9d9d9", "#f0f0f0")
DARK = Palette("#16181d", "#e8e8e8", "#ff6b6b", "#4a4f59", "#2c3038")

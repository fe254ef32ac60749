"""Drawing → DOT without places, which Graphviz's own `dot` lays out."""

from __future__ import annotations

from schematic.render.dot_text import write_dot
from schematic.render.picture_format import PictureFormat

FORMAT = PictureFormat(
    "dot",
    lambda drawing, look, engine: write_dot(drawing, look).encode(),
    frozenset({"dark", "transparent"}),
)

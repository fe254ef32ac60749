"""Drawing → a Mermaid flowchart, which code hosts draw inside Markdown.

Mermaid has no hollow heads, so a round head stands for one. It finds the places by itself.
"""

from __future__ import annotations

import json

from schematic.render.drawing import Arrow, Circle, Drawing
from schematic.render.label import Label, runs
from schematic.render.links import make_links, reading_order
from schematic.render.picture_format import PictureFormat

HEADER = """\
%% solid: generation, dashed: inference, round head: deterministic, red: adversarial
flowchart LR
"""
STYLES = """\
  classDef default fill:#fff,stroke:#000,color:#000
  classDef visible fill:#d9d9d9,stroke:#000,color:#000
"""
PARTLY = "  classDef partly fill:#f0f0f0,stroke:#000,color:#000\n"
RED = "stroke:#cc0000,color:#cc0000"
KEPT = frozenset(" ()|,.'-+=*")


def write_mermaid(drawing: Drawing) -> str:
    """Write the drawing as Mermaid."""
    keys = {circle.name: f"n{i}" for i, circle in enumerate(drawing.circles)}
    place = {name: i for i, name in enumerate(reading_order(make_links(drawing)))}
    circles = sorted(drawing.circles, key=lambda circle: place.get(circle.name, len(place)))
    red = [str(i) for i, arrow in enumerate(drawing.arrows) if arrow.red]
    lines = [
        *(_circle(circle, keys[circle.name]) for circle in circles),
        *_plate(drawing, keys),
        *(_arrow(arrow, keys) for arrow in drawing.arrows),
        *([f"linkStyle {','.join(red)} {RED}"] if red else []),
    ]
    title = (
        f"---\ntitle: {json.dumps(drawing.title, ensure_ascii=False)}\n---\n"
        if drawing.title
        else ""
    )
    partly = PARTLY if any(circle.partly for circle in drawing.circles) else ""
    body = "".join(f"  {line}\n" for line in [f"accTitle: {drawing.name}", *lines])
    return title + HEADER + body + STYLES + partly


def _plate(drawing: Drawing, keys: dict[str, str]) -> list[str]:
    if drawing.plate is None:
        return []
    members = (f"  {keys[name]}" for name in drawing.plate.names)
    return [f'subgraph plate ["{_html(drawing.plate.label)}"]', *members, "end"]


def _circle(circle: Circle, key: str) -> str:
    style = ":::partly" if circle.partly else ":::visible" if circle.shaded else ""
    return f'{key}(("{_html(circle.label)}")){style}'


def _arrow(arrow: Arrow, keys: dict[str, str]) -> str:
    line = ("-.-" if arrow.dashed else "--") + ("o" if arrow.hollow else ">")
    label = f'|"{_html(arrow.label)}"|' if arrow.label else ""
    return f"{keys[arrow.tail]} {line}{label} {keys[arrow.head]}"


def _html(label: Label) -> str:
    return "".join(
        _slanted(symbol.text)
        + (f"<sub>{_slanted(symbol.sub)}</sub>" if symbol.sub else "")
        + (f"<sup>{_slanted(symbol.sup)}</sup>" if symbol.sup else "")
        for symbol in label
    )


def _slanted(text: str) -> str:
    return "".join(f"<i>{_escape(r)}</i>" if letters else _escape(r) for r, letters in runs(text))


def _escape(text: str) -> str:
    """Write whatever may have a meaning in Mermaid as its number: `#35;`."""
    return "".join(c if c.isalnum() or c in KEPT else f"#{ord(c)};" for c in text)


FORMAT = PictureFormat("mmd", lambda drawing, look, engine: write_mermaid(drawing).encode())

"""Label → an HTML-like label of Graphviz.

Graphviz's own `<SUB>` is not lowered by every renderer, so scripts stand in small tables. Every
run of text has a cell of its own, and slants by its font, not by `<I>`: text that mixes fonts
stands on another base line than text that does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from schematic.render.label import Label, Symbol, runs
from schematic.render.measure import Type

TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def write_html(label: Label, size: Type) -> str:
    """A label with slanting letters and true scripts, in its brackets <>."""
    return f"<{TABLE}<TR>{''.join(_cells(label, size))}</TR></TABLE>>"


def escape(text: str) -> str:
    """Text between tags."""
    return "".join(ENTITIES.get(letter, letter) for letter in text)


def _cells(label: Label, size: Type) -> Iterator[str]:
    for symbol in label:
        yield from _runs(symbol.text)
        if symbol.sub or symbol.sup:
            yield _scripts(symbol, size)


def _runs(text: str) -> Iterator[str]:
    for run, slants in runs(text):
        shown = escape(run)
        yield f'<TD><FONT FACE="Times-Italic">{shown}</FONT></TD>' if slants else f"<TD>{shown}</TD>"


def _scripts(symbol: Symbol, size: Type) -> str:
    """Superscript over subscript; the absent one keeps its room, and so the other its place."""
    rows = (
        f'<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="{size.script}">'
        f"{TABLE}<TR>{''.join(_runs(script or ' '))}</TR></TABLE></FONT></TD></TR>"
        for script in (symbol.sup, symbol.sub)
    )
    return f"<TD>{TABLE}{''.join(rows)}</TABLE></TD>"

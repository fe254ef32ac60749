"""Label → an HTML-like label of Graphviz.

Graphviz's own `<SUB>` is not lowered by every renderer, so scripts stand in small tables. Text
with a change of font stands on another base line than text without one; so that all cells have
the same, upright text ends in a slanting space that is too small to be seen. Graphviz does not
know how wide Greek letters are, so their cells are given a width.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from schematic.render.label import Label, Symbol, runs
from schematic.render.measure import Type

TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
BLANK = "<I> </I>"
UNSEEN = f'<FONT POINT-SIZE="1">{BLANK}</FONT>'
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def write_html(label: Label, size: Type) -> str:
    """A label with slanting letters and true scripts, in its brackets <>."""
    if not any(symbol.sub or symbol.sup for symbol in label):
        return f"<{_text(''.join(symbol.text for symbol in label))}>"
    return f"<{TABLE}<TR>{''.join(_cells(label, size))}</TR></TABLE>>"


def escape(text: str) -> str:
    """Text between tags."""
    return "".join(ENTITIES.get(letter, letter) for letter in text)


def _cells(label: Label, size: Type) -> Iterator[str]:
    """A cell for each stretch without scripts, and one for the scripts behind it."""
    text = ""
    for symbol in label:
        text += symbol.text
        if symbol.sub or symbol.sup:
            yield f"<TD>{_text(text)}</TD>{_scripts(symbol, size)}"
            text = ""
    if text:
        yield f"<TD>{_text(text)}</TD>"


def _scripts(symbol: Symbol, size: Type) -> str:
    """Superscript over subscript; the absent one keeps its room, and so the other its place."""
    known = (symbol.sub + symbol.sup).isascii()
    width = "" if known else f' WIDTH="{math.ceil(size.scripts_width(symbol))}"'
    rows = (
        f'<TR><TD ALIGN="LEFT"{width}>'
        f'<FONT POINT-SIZE="{size.script}">{_text(script) if script else BLANK}</FONT></TD></TR>'
        for script in (symbol.sup, symbol.sub)
    )
    return f"<TD>{TABLE}{''.join(rows)}</TABLE></TD>"


def _text(text: str) -> str:
    pieces = [f"<I>{escape(run)}</I>" if slants else escape(run) for run, slants in runs(text)]
    return "".join(pieces) if any(map(str.isalpha, text)) else "".join(pieces) + UNSEEN

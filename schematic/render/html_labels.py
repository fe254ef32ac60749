"""Label → an HTML-like label of Graphviz.

Not every renderer lowers Graphviz's own `<SUB>`, so scripts stand in small tables. Text with a
change of font has another base line than text without one, so upright text ends in a slanting space
that is too small to be seen; then all cells have the same base line. Graphviz does not know the
width of Greek letters, so their cells are given one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from schematic.render.label import Label, Symbol, runs
from schematic.render.measure import Type

TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
BLANK = "<I> </I>"
UNSEEN = f'<FONT POINT-SIZE="1">{BLANK}</FONT>'
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\\": "&#92;&#8288;"}


def write_html(label: Label, size: Type) -> str:
    """Write a label with slanting letters and true scripts, in its brackets <>."""
    if not any(symbol.sub or symbol.sup for symbol in label):
        return f"<{_text(''.join(symbol.text for symbol in label))}>"
    return f"<{TABLE}<TR>{''.join(_cells(label, size))}</TR></TABLE>>"


def escape(text: str) -> str:
    r"""Escape text that stands between tags.

    Graphviz writes the name of the graph for `\G`, and of other things for `\E` and the like, so a
    sign that is not seen parts each backslash from its letter.
    """
    return "".join(ENTITIES.get(letter, letter) for letter in text)


def _cells(label: Label, size: Type) -> Iterator[str]:
    """Yield a cell for each stretch without scripts, and one for the scripts behind it."""
    text = ""
    for symbol in label:
        text += symbol.text
        if symbol.sub or symbol.sup:
            yield f"<TD>{_text(text)}</TD>{_scripts(symbol, size)}"
            text = ""
    if text:
        yield f"<TD>{_text(text)}</TD>"


def _scripts(symbol: Symbol, size: Type) -> str:
    """Write superscript over subscript; an absent one leaves its room empty."""
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

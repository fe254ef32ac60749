"""The texts that questions are asked of: the specs of the zoo, and the bad programs."""

from __future__ import annotations

from schematic.resources import zoo
from schematic.service import Document

SPECS = {name: path.read_text(encoding="utf-8") for name, path in zoo().items()}


EDITOR = (
    "completion",
    "definition",
    "findings",
    "folding",
    "formatting",
    "hints",
    "hover",
    "references",
    "rename",
    "symbols",
    "tokens",
)
"""The questions that editors ask while one types; others may take longer, and import more."""


def spec(name: str) -> Document:
    """A spec of the zoo as a document."""
    return Document.of(SPECS[name], f"{name}.sgm")


def place(document: Document, text: str, of: int = 0) -> int:
    """The offset of the first place of a text, and some characters into it."""
    return document.text.index(text) + of

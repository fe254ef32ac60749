"""Document, nodes and a style → the text with one arrow more."""

from __future__ import annotations

from schematic.service.document import Document
from schematic.service.drawing_edits import with_arrow
from schematic.service.page_answers import EditedText, Refused
from schematic.service.question import Asked, Question
from schematic.service.redrawn import redrawn


def _ask(document: Document, asked: Asked) -> EditedText | Refused:
    parents = [name for part in asked.words.get("parents", "").split(",") if (name := part.strip())]
    child, style = asked.words.get("child", ""), asked.words.get("arrow", "")
    return redrawn(document, lambda: with_arrow(document, parents, child.strip(), style))


QUESTION = Question("add_arrow", _ask)

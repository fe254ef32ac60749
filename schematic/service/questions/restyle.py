"""Document, an arrow and a style → the text in which it has that style."""

from __future__ import annotations

from schematic.service.document import Document
from schematic.service.drawing_edits import number_of, restyled
from schematic.service.page_answers import EditedText, Refused
from schematic.service.question import Asked, Question
from schematic.service.redrawn import redrawn


def _ask(document: Document, asked: Asked) -> EditedText | Refused:
    index, style = number_of(asked.words.get("factor", "")), asked.words.get("arrow", "")
    return redrawn(document, lambda: restyled(document, index, style))


QUESTION = Question("restyle", _ask)

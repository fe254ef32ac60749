"""Document, an arrow or a node → the text without it."""

from __future__ import annotations

from schematic.service.document import Document
from schematic.service.drawing_edits import number_of, without_arrow, without_node
from schematic.service.page_answers import EditedText, Refused
from schematic.service.question import Asked, Question
from schematic.service.redrawn import redrawn


def _ask(document: Document, asked: Asked) -> EditedText | Refused:
    name = asked.words.get("node", "")
    if name:
        return redrawn(document, lambda: without_node(document, name))
    index = number_of(asked.words.get("factor", ""))
    return redrawn(document, lambda: without_arrow(document, index))


QUESTION = Question("remove", _ask)

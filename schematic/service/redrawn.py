"""Document, a gesture in its picture → the new text, or why it cannot be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from schematic.diagnostics.edit import Edit, edited
from schematic.service.document import Document
from schematic.service.drawing_edits import UndrawableError
from schematic.service.page_answers import EditedText, Refused
from schematic.service.questions.formatting import formatted
from schematic.service.refusals import refused


def redrawn(document: Document, edits: Callable[[], Iterable[Edit]]) -> EditedText | Refused:
    """The text after the edits that a gesture asks for, in canonical layout where it was so."""
    try:
        text = edited(document.text, edits())
    except UndrawableError as error:
        return refused(error)
    is_canonical = formatted(document) == document.text
    return EditedText((is_canonical and formatted(Document.of(text, alone=True))) or text)

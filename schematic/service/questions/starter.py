"""Nothing → a commented spec to begin from."""

from __future__ import annotations

from schematic.diagnostics import Source
from schematic.service.document import Document
from schematic.service.question import Asked, Question
from schematic.service.starters import STARTER
from schematic.syntax.format import format_source


def starter() -> str:
    """The text that `sgm new` writes."""
    return format_source(Source.of("<starter>", STARTER.format(name="Model", file="FILE")))


def _ask(document: Document, asked: Asked) -> str:
    return starter()


QUESTION = Question("starter", _ask)

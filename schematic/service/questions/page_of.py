"""Code → its page, as `sgm explain` prints it."""

from __future__ import annotations

from schematic.diagnostics.all_pages import all_pages
from schematic.service.document import Document
from schematic.service.page_answers import CodePage
from schematic.service.question import Asked, Question


def page_of(code: str) -> CodePage | None:
    """The page of a code such as SGM101, or None where there is no such code."""
    page = all_pages().get(code.strip().upper())
    return None if page is None else CodePage(page.code, page.title, page.text)


def _ask(document: Document, asked: Asked) -> CodePage | None:
    return page_of(asked.words.get("code", ""))


QUESTION = Question("page_of", _ask)

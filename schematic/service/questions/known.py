"""Document → the shipped spec that it is, up to names, sizes and the layers of its nets."""

from __future__ import annotations

from schematic.graph import Schematic
from schematic.rewrites.atlas.known_specs import known_name
from schematic.service.document import Document
from schematic.service.question import Asked, Question


def known(document: Document) -> str | None:
    """The name by which commands know that spec, or None."""
    return known_of(document.schematic)


def known_of(schematic: Schematic | None) -> str | None:
    """The same of a schematic."""
    return None if schematic is None else known_name(schematic)


def _ask(document: Document, asked: Asked) -> str | None:
    return known(document)


QUESTION = Question("known", _ask)

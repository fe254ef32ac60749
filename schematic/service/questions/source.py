"""Document → the PyTorch that `sgm compile` writes, or the nodes that need a shape first."""

from __future__ import annotations

from schematic.emit.model_source import write_source
from schematic.graph import Schematic
from schematic.graph.names import node_name
from schematic.model.shapes_to_write import ask_for_shapes, missing_shapes
from schematic.pipeline import examine
from schematic.service.document import Document
from schematic.service.page_answers import MissingShape, SourceAnswer
from schematic.service.question import Asked, Question

Shapes = dict[str, tuple[int, ...]]


def source(document: Document, shapes: Shapes) -> SourceAnswer | None:
    """The emitted source; None where the text has errors.

    Args:
        document: the spec.
        shapes: of nodes that have none.
    """
    schematic = shaped(document, shapes)
    if schematic is None:
        return None
    asked = ask_for_shapes(schematic, missing_shapes(schematic))
    missing = tuple(MissingShape(name, f.message, f.cure) for name, f in asked.items())
    return SourceAnswer("" if missing else write_source(schematic), missing)


def shaped(document: Document, shapes: Shapes) -> Schematic | None:
    """The schematic with shapes for nodes that have none.

    A page keeps shapes while one spec gives way to another, so those of nodes, and of plates, that
    are not in this one say nothing about it.
    """
    schematic = document.schematic
    if schematic is None:
        return None
    known = {*schematic.nodes, *schematic.plates}
    here = {name: shape for name, shape in shapes.items() if node_name(name) in known}
    if not here:
        return schematic
    found = examine(document.source, shapes=here)
    return None if found.errors else found.schematic


def shapes_of(words: str) -> Shapes:
    """`x=1,28,28; c=3` as shapes; a part that is none is left out."""
    pairs = (part.partition("=") for part in words.split(";"))
    return {name.strip(): _sizes(sizes) for name, _, sizes in pairs if _sizes(sizes)}


def _sizes(text: str) -> tuple[int, ...]:
    words = [word.strip() for word in text.split(",")]
    good = all(w.isascii() and w.isdigit() and len(w) <= 5 and int(w) for w in words)
    return tuple(map(int, words)) if good else ()


def _ask(document: Document, asked: Asked) -> SourceAnswer | None:
    return source(document, shapes_of(asked.words.get("shapes", "")))


QUESTION = Question("source", _ask)

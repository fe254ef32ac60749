"""Document → the PyTorch that `sgm compile` writes, or the nodes that need a shape first."""

from __future__ import annotations

from schematic.diagnostics import Error, SchematicError
from schematic.emit.model_source import write_source
from schematic.graph import Schematic
from schematic.graph.names import node_name
from schematic.model.shapes_to_write import ask_for_shapes, missing_shapes
from schematic.pipeline import examine
from schematic.service.document import Document
from schematic.service.page_answers import MissingShape, Refused, SourceAnswer
from schematic.service.question import Asked, Question
from schematic.service.refusals import refused

Shapes = dict[str, tuple[int, ...]]


class ShapeError(Error):
    """A text is not a list of shapes."""


def source(document: Document, shapes: Shapes) -> SourceAnswer | None:
    """The emitted source; None where the text has errors.

    Args:
        document: the spec.
        shapes: of nodes that have none.

    Raises:
        SchematicError: the shapes do not fit the spec.
    """
    schematic = shaped(document, shapes)
    if schematic is None:
        return None
    asked = ask_for_shapes(schematic, missing_shapes(schematic))
    missing = tuple(
        MissingShape(name, finding.message, f"give it a shape, such as {name}=1,28,28")
        for name, finding in asked.items()
    )
    return SourceAnswer("" if missing else write_source(schematic), missing)


def shaped(document: Document, shapes: Shapes) -> Schematic | None:
    """The schematic with shapes for nodes that have none.

    A page keeps shapes while one spec gives way to another, so those of nodes, and of plates, that
    are not in this one say nothing about it.

    Raises:
        SchematicError: the shapes do not fit the spec.
    """
    schematic = document.schematic
    if schematic is None:
        return None
    known = {*schematic.nodes, *schematic.plates}
    here = {name: shape for name, shape in shapes.items() if node_name(name) in known}
    if not here:
        return schematic
    found = examine(document.source, shapes=here)
    if found.errors:
        raise SchematicError(found.errors)
    return found.schematic


def shapes_of(words: str) -> Shapes:
    """`x=1,28,28; c=3` as shapes.

    Raises:
        ShapeError: a part is not a shape.
    """
    return dict(_shape(part) for part in words.split(";") if part.strip())


def _shape(part: str) -> tuple[str, tuple[int, ...]]:
    name, _, sizes = (word.strip() for word in part.partition("="))
    words = [word.strip() for word in sizes.split(",")]
    good = all(w.isascii() and w.isdigit() and len(w) <= 5 and int(w) for w in words)
    if not name or not good:
        cure = "write NODE=SIZES, such as x=1,28,28, and `;` between several"
        raise ShapeError(f"`{part.strip()[:60]}` is not a shape", cure)
    return name, tuple(map(int, words))


def _ask(document: Document, asked: Asked) -> SourceAnswer | Refused | None:
    try:
        return source(document, shapes_of(asked.words.get("shapes", "")))
    except Error as error:
        return refused(error)


QUESTION = Question("source", _ask)

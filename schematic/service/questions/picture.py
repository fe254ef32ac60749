"""Document → its picture as SVG, and where each circle and arrow of it stands in the text."""

from __future__ import annotations

from schematic.graph import Schematic
from schematic.graph.names import greek
from schematic.render import RenderError, render
from schematic.service.document import Document
from schematic.service.page_answers import FactorPlace, NodePlace, PictureAnswer, Refused
from schematic.service.question import Asked, Question


def picture(document: Document) -> PictureAnswer | Refused | None:
    """The picture; a refusal where no engine can lay it out, None where the text has errors."""
    schematic = document.schematic
    if schematic is None:
        return None
    try:
        svg = render(schematic, "svg").decode()
    except RenderError as error:
        return Refused(error.message, cure=error.cure)
    return PictureAnswer(svg, nodes_of(schematic), factors_of(schematic))


def nodes_of(schematic: Schematic) -> tuple[NodePlace, ...]:
    """Where each node stands."""
    return tuple(
        NodePlace(node.name, node.span, node.name_span, node.role.value)
        for node in schematic.nodes.values()
    )


def factors_of(schematic: Schematic) -> tuple[FactorPlace, ...]:
    """Where each factor stands."""
    return tuple(
        FactorPlace(index, f.span, f.arrow_span, greek(str(f)), tuple(f.parents), f.child, f.arrow)
        for index, f in enumerate(schematic.factors)
    )


def _ask(document: Document, asked: Asked) -> PictureAnswer | Refused | None:
    return picture(document)


QUESTION = Question("picture", _ask)

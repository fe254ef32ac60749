"""Document → its picture as SVG, and where each circle and arrow of it stands in the text."""

from __future__ import annotations

from schematic.graph import Schematic
from schematic.graph.names import greek
from schematic.render import Engine, Look, RenderError, render
from schematic.render.engine import ask_graphviz
from schematic.render.look import PLAIN, Style
from schematic.service.document import Document
from schematic.service.page_answers import FactorPlace, NodePlace, PictureAnswer, Refused
from schematic.service.question import Asked, Question


def picture(
    document: Document, look: Look = PLAIN, engine: Engine = ask_graphviz
) -> PictureAnswer | Refused | None:
    """The picture; a refusal where no engine can lay it out, None where the text has errors.

    Args:
        document: the spec.
        look: the choices of whoever asks.
        engine: finds the places of circles.
    """
    schematic = document.schematic
    if schematic is None:
        return None
    try:
        svg = render(schematic, "svg", look, engine).decode()
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


def look_of(words: str) -> Look:
    """`title`, `paper`, `legend`, `dark` and `transparent`, some of them, as choices."""
    chosen = words.split()
    return Look(
        title="title" in chosen,
        style=Style.PAPER if "paper" in chosen else Style.PLAIN,
        legend="legend" in chosen,
        dark="dark" in chosen,
        transparent="transparent" in chosen,
    )


def _ask(document: Document, asked: Asked) -> PictureAnswer | Refused | None:
    return picture(document, look_of(asked.words.get("look", "")), asked.engine)


QUESTION = Question("picture", _ask)

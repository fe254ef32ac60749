"""Document, goal → the shortest chain of rewrites that leads there, with every text on the way."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from schematic.graph.spec_text import write_schematic
from schematic.resources import zoo
from schematic.rewrites.atlas.known_specs import shipped
from schematic.rewrites.atlas.shortest_path import path as shortest_path
from schematic.rewrites.rewrite import Rewrite
from schematic.rewrites.rewritten import rewritten
from schematic.service.document import Document
from schematic.service.page_answers import PathAnswer, PathStep, Refused
from schematic.service.question import Asked, Question
from schematic.service.questions.known import known_of
from schematic.service.questions.rewritten import difference
from schematic.service.refusals import refused, unknown_spec


def path(document: Document, goal: Schematic) -> PathAnswer | Refused | None:
    """The chain from a document to a schematic; None where there is none, or no start."""
    start = document.schematic
    if start is None:
        return None
    try:
        chain = shortest_path(start, goal)
        return None if chain is None else PathAnswer(tuple(_steps(start, chain)))
    except SchematicError as error:
        return refused(error)


def _steps(here: Schematic, chain: tuple[Rewrite, ...]) -> Iterator[PathStep]:
    for each in chain:
        before, here = here, rewritten(here, str(each))
        text, changes = write_schematic(here), difference(before, here)
        yield PathStep(str(each), each.summary, text, here.name, known_of(here), changes)


def _ask(document: Document, asked: Asked) -> PathAnswer | Refused | None:
    name = asked.words.get("goal", "")
    if name in zoo():
        return path(document, shipped()[name])
    if "goal_text" not in asked.words:
        return unknown_spec(name)
    goal = Document.of(asked.words["goal_text"], alone=True).schematic
    return None if goal is None else path(document, goal)


QUESTION = Question("path", _ask)

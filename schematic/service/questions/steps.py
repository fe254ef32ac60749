"""Document → the derivation of its objective, step by step."""

from __future__ import annotations

from schematic.objective.steps import derivation
from schematic.service.document import Document
from schematic.service.page_answers import StepAnswer
from schematic.service.question import Asked, Question


def steps(document: Document) -> tuple[StepAnswer, ...] | None:
    """The steps, or None where the text has errors."""
    objective = document.objective
    if objective is None:
        return None
    return tuple(StepAnswer(step.rule, step.text) for step in derivation(objective))


def _ask(document: Document, asked: Asked) -> tuple[StepAnswer, ...] | None:
    return steps(document)


QUESTION = Question("steps", _ask)

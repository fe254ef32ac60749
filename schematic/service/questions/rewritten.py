"""Document, rewrites → the text that they lead to, and what changes in the objective."""

from __future__ import annotations

from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from schematic.graph.spec_text import write_schematic
from schematic.objective import derive
from schematic.rewrites.diff import objective_diff, spec_diff
from schematic.rewrites.rewritten import rewritten as rewrite
from schematic.rewrites.rewritten import way_back
from schematic.service.document import Document
from schematic.service.page_answers import Refused, RewrittenAnswer
from schematic.service.question import Asked, Question
from schematic.service.questions.known import known_of
from schematic.service.refusals import refused


def rewritten(document: Document, chain: str) -> RewrittenAnswer | Refused | None:
    """What a chain of rewrites makes of a document.

    Args:
        document: the spec.
        chain: rewrites, with `|` between them.

    Returns:
        None where the text has errors; why, where a rewrite does not apply.
    """
    before = document.schematic
    if before is None:
        return None
    try:
        after = rewrite(before, chain)
        back = way_back(before, chain)
    except SchematicError as error:
        return refused(error)
    names = before.name, f"{before.name} | {chain}"
    return RewrittenAnswer(
        text=write_schematic(after),
        name=after.name,
        known=known_of(after),
        spec_difference=tuple(spec_diff(before, after, names=names).splitlines()),
        difference=difference(before, after),
        back=back,
    )


def difference(before: Schematic, after: Schematic) -> tuple[str, ...]:
    """What changes in the objective, by lines."""
    return tuple(objective_diff(derive(before), derive(after)))


def _ask(document: Document, asked: Asked) -> RewrittenAnswer | Refused | None:
    return rewritten(document, asked.words.get("rewrites", ""))


QUESTION = Question("rewritten", _ask)

"""A document → its picture and its objective, for a pane beside the text.

This request is ours: `schematic/view` with `{textDocument: {uri}, dark}` is answered with
`{version, name, picture, objective, formulas, findings}`. The picture shines through where nothing
is drawn; `dark`, which may be left out, asks for light lines. A text with errors has findings
alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.render import Look, RenderError, render
from schematic.service import Document
from schematic.service.questions.objective import objective_answer

VIEW = "schematic/view"


def answer(opened: Opened, params: object) -> dict[str, object]:
    """The picture as SVG, the objective as text and in formulas, and the findings, a line each."""
    schematic = opened.document.schematic
    found = [f"{f.severity}[{f.code}] {f.message}" for f in opened.document.findings]
    picture = objective = ""
    if schematic is not None:
        objective = str(schematic.objective)
        try:
            look = Look(dark=getattr(params, "dark", None) is True, transparent=True)
            picture = render(schematic, "svg", look).decode("utf-8")
        except RenderError as error:
            found.append(f"{error.message}: {error.cure}")
    return {
        "version": opened.version,
        "name": opened.name,
        "picture": picture,
        "objective": objective,
        "formulas": list(_formulas(opened.document)),
        "findings": found,
    }


def _formulas(document: Document) -> Iterator[dict[str, str]]:
    """What each player maximises, and what that minimises, in LaTeX without delimiters."""
    answer = objective_answer(document)
    for player in () if answer is None else answer.players:
        forms = (("maximises", player.maximises), ("minimises", player.minimises))
        for says, form in forms:
            if form is not None:
                yield {"player": player.name, "says": says, "latex": form.latex, "text": form.text}


METHOD = Method(VIEW, answer)

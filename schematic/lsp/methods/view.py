"""A document → its picture and its objective, for a pane beside the text.

This request is ours: `schematic/view` with `{textDocument: {uri}}` is answered with `{version,
name, picture, objective, findings}`. A text with errors has neither picture nor objective.
"""

from __future__ import annotations

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.render import RenderError, render

VIEW = "schematic/view"


def answer(opened: Opened, params: object) -> dict[str, object]:
    """The picture as SVG, the objective as text, and the findings in a line each."""
    schematic = opened.document.schematic
    found = [f"{f.severity}[{f.code}] {f.message}" for f in opened.document.findings]
    picture = objective = ""
    if schematic is not None:
        objective = str(schematic.objective)
        try:
            picture = render(schematic, "svg").decode("utf-8")
        except RenderError as error:
            found.append(f"{error.message}: {error.cure}")
    return {
        "version": opened.version,
        "name": opened.document.source.name,
        "picture": picture,
        "objective": objective,
        "findings": found,
    }


METHOD = Method(VIEW, answer)

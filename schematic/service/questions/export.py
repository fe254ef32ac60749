"""Document, format → a file of it: a picture, formulas, PyTorch, or the spec itself."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import NamedTuple

from schematic.diagnostics import Error
from schematic.graph import Schematic
from schematic.objective import derive
from schematic.objective.printing.article import write_article
from schematic.objective.printing.json import write_json
from schematic.objective.printing.latex import write_latex
from schematic.objective.printing.markdown import write_markdown
from schematic.objective.steps import write_steps
from schematic.render import Engine, Look, RenderError, render
from schematic.render.engine import ask_graphviz
from schematic.render.look import PLAIN
from schematic.service.document import Document
from schematic.service.page_answers import ExportAnswer, Refused
from schematic.service.question import Asked, Question
from schematic.service.questions.picture import look_of
from schematic.service.questions.source import shapes_of, source
from schematic.service.refusals import refused


class _Written(NamedTuple):
    """A format that is text: how its files end, their type, and what writes them."""

    ending: str
    type: str
    write: Callable[[Schematic, Engine], str]


def _article(schematic: Schematic, engine: Engine) -> str:
    drawn = render(schematic, "tex", PLAIN, engine).decode()
    return write_article(derive(schematic), drawn)


TEX = "application/x-tex"
WRITTEN: Mapping[str, _Written] = {
    "latex": _Written(".latex.tex", TEX, lambda s, _: write_latex(derive(s))),
    "article": _Written(".article.tex", TEX, _article),
    "markdown": _Written(".md", "text/markdown", lambda s, _: write_markdown(derive(s))),
    "json": _Written(".json", "application/json", lambda s, _: write_json(derive(s))),
    "text": _Written(".txt", "text/plain", lambda s, _: str(derive(s))),
    "steps": _Written(".steps.txt", "text/plain", lambda s, _: write_steps(derive(s))),
}

PICTURES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "tex": TEX,
    "dot": "text/vnd.graphviz",
    "mmd": "text/plain",
}
BINARY = ("png", "pdf")


def export(
    document: Document,
    format: str,
    shapes: str,
    look: Look = PLAIN,
    engine: Engine = ask_graphviz,
) -> ExportAnswer | Refused | None:
    """A file; a refusal where it cannot be written.

    None where the text has errors: only the text itself can be written then.

    Args:
        document: the spec.
        format: `sgm`, `python`, one of the formulas' formats, or one of the pictures'.
        shapes: of nodes that have none, for `python`, as `shapes_of` reads them.
        look: of a picture.
        engine: finds the places of circles.
    """
    stem = document.examination.schematic.name.lower() or "spec"
    if format == "sgm":
        return ExportAnswer(f"{stem}.sgm", "text/plain", document.text, None)
    schematic = document.schematic
    if schematic is None:
        return None
    if format == "python":
        return _python(document, shapes, stem)
    if format not in WRITTEN:
        return _picture(schematic, format, look, engine)
    ending, type_, write = WRITTEN[format]
    try:
        text = write(schematic, engine)
    except RenderError as error:
        return refused(error)
    return ExportAnswer(stem + ending, type_, f"{text.rstrip()}\n", None)


def _python(document: Document, shapes: str, stem: str) -> ExportAnswer | Refused | None:
    try:
        found = source(document, shapes_of(shapes))
    except Error as error:
        return refused(error)
    if found is None:
        return None
    if found.missing:
        return Refused(found.missing[0].message, cure=found.missing[0].cure)
    return ExportAnswer(f"{stem}.py", "text/x-python", found.text, None)


def _picture(
    schematic: Schematic, format: str, look: Look, engine: Engine
) -> ExportAnswer | Refused:
    try:
        picture = render(schematic, format, look, engine)
    except RenderError as error:
        return refused(error)
    name, type_ = (
        f"{schematic.name.lower()}.{format}",
        PICTURES.get(format, "application/octet-stream"),
    )
    if format in BINARY:
        return ExportAnswer(name, type_, None, base64.b64encode(picture).decode())
    return ExportAnswer(name, type_, picture.decode(), None)


def _ask(document: Document, asked: Asked) -> ExportAnswer | Refused | None:
    format, shapes = asked.words.get("format", "svg"), asked.words.get("shapes", "")
    return export(document, format, shapes, look_of(asked.words.get("look", "")), asked.engine)


QUESTION = Question("export", _ask)

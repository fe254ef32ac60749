"""A spec → what each player maximises: the `derive` command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from schematic.cli.failures import UsageError
from schematic.cli.inputs import accept_file, add_file, add_settings
from schematic.cli.outputs import write_result
from schematic.diagnostics.foreign_text import shown

if TYPE_CHECKING:
    from schematic.handle import Schematic

DESCRIPTION = """Print what each player maximises, where gradients flow, and what is constant.

The ending of OUT picks the form: .txt (text), .tex (LaTeX), .json or .md (Markdown, with formulas);
--to says it where OUT has no such ending. --article is a note of about two pages to hand out: the
drawing, the objectives in both forms, the steps, who learns what, and the papers."""


def _text(s: Schematic) -> str:
    return str(s.objective)


def _latex(s: Schematic) -> str:
    return s.objective.latex()


def _json(s: Schematic) -> str:
    from schematic.objective.printing.json import write_json

    return write_json(s.objective)


def _markdown(s: Schematic) -> str:
    from schematic.objective.printing.markdown import write_markdown

    return write_markdown(s.objective)


def _text_steps(s: Schematic) -> str:
    from schematic.objective.steps import write_steps

    return write_steps(s.objective)


def _latex_steps(s: Schematic) -> str:
    from schematic.objective.printing.article import write_steps

    return write_steps(s.objective)


def _json_steps(s: Schematic) -> str:
    from schematic.objective.printing.json import write_steps

    return write_steps(s.objective)


def _markdown_steps(s: Schematic) -> str:
    from schematic.objective.printing.markdown import write_steps

    return write_steps(s.objective)


def _article(s: Schematic) -> str:
    from schematic.objective.printing.article import write_article
    from schematic.render import render

    return write_article(s.objective, render(s, "tex").decode("utf-8"))


Write = Callable[["Schematic"], str]

_WRITERS: Mapping[str, Write] = {
    "text": _text,
    "latex": _latex,
    "json": _json,
    "markdown": _markdown,
}
_STEPS: Mapping[str, Write] = {
    "text": _text_steps,
    "latex": _latex_steps,
    "json": _json_steps,
    "markdown": _markdown_steps,
}
_ENDINGS: Mapping[str, str] = {
    ".txt": "text",
    ".tex": "latex",
    ".json": "json",
    ".md": "markdown",
}
"""The form that an ending of OUT stands for; none at all stands for text."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `derive`."""
    add_file(parser)
    add_settings(parser)
    parser.add_argument(
        "--to", choices=tuple(_WRITERS), help="default: as the ending of OUT says, else text"
    )
    parser.add_argument("--steps", action="store_true", help="the derivation, step by step")
    parser.add_argument(
        "--article", action="store_true", help="LaTeX, as a whole document; it has the steps"
    )
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Derive the objective, and print it."""
    form = _form(options)
    if options.article:
        write: Write = _article
    else:
        write = (_STEPS if options.steps else _WRITERS)[form]
    text = write(accept_file(options.file, options))
    write_result(text if text.endswith("\n") else text + "\n", options.out)
    return 0


def _form(options: argparse.Namespace) -> str:
    """The form in which to write: that of --to, or that of the ending of OUT.

    Raises:
        UsageError: they contradict each other, or --article; or the ending stands for none.
    """
    ending = Path(options.out).suffix.lower() if options.out != "-" else ""
    named = _ENDINGS.get(ending)
    asked = "latex" if options.article else options.to
    if options.article and options.to not in (None, "latex"):
        raise UsageError(f"--article is LaTeX, and --to says {options.to}", "leave one of them out")
    if asked and named and asked != named:
        option = "--article" if options.article else f"--to {options.to}"
        raise UsageError(
            f"{option} writes {asked}, and the ending of {shown(options.out)} says {named}",
            f"leave {option} out, or end the name with {_ending_of(asked)}",
        )
    if ending and not (asked or named):
        raise UsageError(
            f"the ending of {shown(options.out)} does not tell a form",
            f"known: {', '.join(_ENDINGS)}; or say it: --to text",
        )
    return asked or named or "text"


def _ending_of(form: str) -> str:
    return next(ending for ending, each in _ENDINGS.items() if each == form)

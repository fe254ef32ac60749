"""Report → Markdown, with formulas between dollars, as sites of code and notebooks show them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schematic.graph.names import greek
from schematic.objective.printing.objective_report import PlayerReport, make_report
from schematic.objective.printing.symbols import latex_law, print_latex
from schematic.objective.steps import derivation
from schematic.objective.terms import Objective


def write_markdown(objective: Objective) -> str:
    """The objective: a section for each player, with both forms and where gradients go."""
    report = make_report(objective)
    title = f": {_words(report.title)}" if report.title else ""
    lines = [f"# {_words(report.name)}{title}", "", _words(report.reading), ""]
    lines += ["| draw | law | origin |", "| --- | --- | --- |"]
    lines += [_row(*draw) for draw in report.draws]
    for player in report.players:
        lines += ["", *_player(player)]
    return "\n".join(lines)


def write_steps(objective: Objective) -> str:
    """The derivation as a numbered list."""
    return "\n".join(
        f"{number}. *{step.rule.lstrip('0123456789 ')}*: {_words(step.text)}"
        for number, step in enumerate(derivation(objective), 1)
    )


def _player(player: PlayerReport) -> Iterator[str]:
    name = ", ".join(map(greek, player.name.split(",")))
    yield f"## {name}: trains {', '.join(map(greek, player.nets))}"
    yield from ("", "It maximises", "", _displayed(print_latex(player.conventional)), "")
    form = player.reformulated
    if form is None:
        yield _words(player.no_form)
    else:
        yield f"Equivalently it minimises [{form.source}]"
        yield from ("", _displayed(print_latex(form.minimised)), "")
        for each in form.definitions:
            right = r"\, ".join(map(latex_law, each.right))
            yield from (f"where ${latex_law(each.left)} \\propto {right}$", "")
        yield f"({_words(form.note)})"
    yield from ("", f"Its loss is `{player.loss}`.", "")
    for what in player.after:
        yield f"* after each step, {_words(what)}"
    for term in player.terms:
        yield f"* `{term.at}`: {_words(term.estimator)}; reaches {_words(term.reaches)}"
    for cut in player.cuts:
        yield f"* {_words(cut)}"
    for what, why in player.constants:
        yield f"* `{what}` is constant: {_words(why)}"


def _row(name: str, law: str, origin: str) -> str:
    """A row of a table, in which a bar ends a cell even within code."""
    name, law = (text.replace("|", r"\|") for text in (name, law))
    return f"| `{name}` | `{law}` | {_words(origin)} |"


def _displayed(latex: str) -> str:
    return f"$$\n{latex}\n$$"


def _words(text: str) -> str:
    """A text in which nothing is markup but code between backquotes."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        parts = [text.replace("`", "'")]
    shown = (
        f"`{part}`" if place % 2 else re.sub(r"([\\*_\[\]<>|$#])", r"\\\1", part)
        for place, part in enumerate(parts)
    )
    return "".join(shown)

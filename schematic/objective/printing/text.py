"""Report → plain text: what `sgm derive` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schematic.expressions.printers import joined
from schematic.graph.names import greek
from schematic.objective.printing.objective_report import PlayerReport, make_report
from schematic.objective.printing.symbols import (
    Expression,
    print_text,
    summands,
    text_law,
    text_product,
)
from schematic.objective.printing.wrapped import wrapped
from schematic.objective.terms import Objective

WIDTH = 100
INDENT = 15


def write_text(objective: Objective) -> str:
    """The objective: per player both forms, the loss, the gradients and the constants.

    Losses are means over the batch, in nats.
    """
    report = make_report(objective)
    lines = [report.name + (f" · {report.title}" if report.title else ""), ""]
    lines += wrapped(report.reading, WIDTH)
    lines += ["", "draws, once a batch", *_table(report.draws)]
    for player in report.players:
        lines += ["", *_player(player)]
    return "\n".join(lines)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in aligned columns."""
    if not rows:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "    " + "   ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _player(player: PlayerReport) -> Iterator[str]:
    yield f"{greek(player.name)} trains {', '.join(player.nets)}"
    yield from _formula("maximises", player.conventional)
    form = player.reformulated
    if form:
        yield from _formula("minimises", form.minimised)
        for definition in form.definitions:
            right = text_product(definition.right)
            yield from _labelled("where", f"{text_law(definition.left)} ∝ {right}")
        yield from _labelled("", f"{form.note} [{form.source}]")
    yield from _labelled("loss", player.loss)
    for term in player.terms:
        yield from _labelled("term", f"{term.at}: {term.estimator}; reaches {term.reaches}")
    for cut in player.cuts:
        yield from _labelled("cut", cut)
    if player.steps > 1:
        yield from _labelled("pace", pace(player))
    for what in player.after:
        yield from _labelled("after", f"each step, {what}")
    for name, why in player.constants:
        yield from _labelled("constant", f"{name}: {why}")


def pace(player: PlayerReport) -> str:
    """How many steps a player takes."""
    return f"{player.steps} steps for one of the others, each on a batch of its own"


def _formula(label: str, expression: Expression) -> Iterator[str]:
    """A formula; a sum that is too long for a line takes a line a summand."""
    parts = [print_text(part) for part in summands(expression)]
    whole = joined(parts, "−")
    if len(whole) <= WIDTH - INDENT or len(parts) == 1:
        yield from _labelled(label, whole)
        return
    for position, text in enumerate(parts):
        if position:
            text = f"− {text[1:]}" if text.startswith("−") else f"+ {text}"
        yield from _labelled("" if position else label, text)


def _labelled(label: str, text: str) -> list[str]:
    """A label and its text, continued below it where the line is full."""
    text = re.sub(r"\[(\w+), (\w+\.) ", "[\\1,\N{NO-BREAK SPACE}\\2\N{NO-BREAK SPACE}", text)
    first, *rest = wrapped(text, WIDTH - INDENT)
    lines = [f"    {label:<10} {first}", *[" " * INDENT + line for line in rest]]
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]

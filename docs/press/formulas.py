"""Objective → its formulas as Markdown: both forms of each player's, from the typed symbols."""

from __future__ import annotations

from collections.abc import Iterator

from docs.press.legend import legend
from docs.press.prose import joined
from schematic.graph.names import latex_name
from schematic.objective import Objective
from schematic.objective.printing.objective_report import PlayerReport, make_report
from schematic.objective.printing.reformulate import Reformulation
from schematic.objective.printing.symbols import Expression, Sum, latex_law, print_latex

LINE = 200  # characters of LaTeX; what is longer takes a line a summand


def write_formulas(objective: Objective) -> str:
    """What each player maximises, and which divergences it thereby minimises."""
    return "\n\n".join(
        part for player in make_report(objective).players for part in _player(player)
    )


def _player(player: PlayerReport) -> Iterator[str]:
    groups = ", ".join(f"${latex_name(group)}$" for group in player.name.split(","))
    nets = joined([f"${latex_name(net)}$" for net in player.nets])
    yield f"**The parameters {groups}** of {nets} maximise"
    yield _display(player.conventional)
    if signs := legend(print_latex(player.conventional)):
        yield signs
    form = player.reformulated
    if form is None:
        yield player.no_form
        return
    yield f"Equivalently [{form.source}], they minimise"
    yield _display(form.minimised)
    if form.definitions:
        yield f"where ${_definitions(form)}$."
    yield f"{_sentence(form.note)}"


def _definitions(form: Reformulation) -> str:
    sides = (
        rf"{latex_law(d.left)} \propto " + r"\, ".join(map(latex_law, d.right))
        for d in form.definitions
    )
    return r",\quad ".join(sides)


def _display(expression: Expression) -> str:
    """A displayed formula; a long one takes a line a summand."""
    first, *others = _lines(expression)
    if not others:
        return f"$$\n{first}\n$$"
    lines = " \\\\\n".join(f"& {line}" for line in (first, *others))
    return f"$$\n\\begin{{align*}}\n{lines}\n\\end{{align*}}\n$$"


def _lines(expression: Expression) -> list[str]:
    """A formula in as many lines as it needs: a sum is broken before its signs.

    What stands within brackets is broken where it is still too long, and set in behind them.
    """
    whole = print_latex(expression)
    if len(whole) <= LINE:
        return [whole]
    if isinstance(expression, Sum):
        first, *others = map(_lines, expression.parts)
        return [*first, *(line for other in others for line in _signed(other))]
    body = getattr(expression, "body", None)
    if body is None:
        return [whole]
    opening, _, closing = whole.rpartition(print_latex(body))
    first, *others = _lines(body)
    indent = r"\quad " if isinstance(body, Sum) else ""
    *lines, last = [f"{opening}{first}", *(f"{indent}{line}" for line in others)]
    return [*lines, f"{last}{closing}"]


def _signed(lines: list[str]) -> list[str]:
    """The lines of a summand that is not the first one."""
    first, *others = lines
    return [first if first.startswith("-") else f"+ {first}", *others]


def _sentence(note: str) -> str:
    """A note as a sentence of Markdown."""
    escaped = note.replace("*", r"\*").replace("_", r"\_")
    return f"({escaped[0].upper()}{escaped[1:]}.)"

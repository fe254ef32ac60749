"""Objective → its formulas as Markdown: both forms of each player's, from the typed symbols."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph.names import latex_name
from schematic.objective import Objective
from schematic.objective.printing.objective_report import PlayerReport, make_report
from schematic.objective.printing.reformulate import Reformulation
from schematic.objective.printing.symbols import Expression, Sum, latex_law, print_latex
from schematic.objective.terms import Player, Volume

LINE = 200  # characters of LaTeX; what is longer takes a line a summand


def write_formulas(objective: Objective) -> str:
    """What each player maximises, and which divergences it thereby minimises."""
    return "\n\n".join(
        part
        for player, report in zip(objective.players, make_report(objective).players, strict=True)
        for part in _player(player, report)
    )


def _player(derived: Player, player: PlayerReport) -> Iterator[str]:
    groups = ", ".join(f"${latex_name(group)}$" for group in player.name.split(","))
    nets = " and ".join(f"${latex_name(net)}$" for net in player.nets)
    yield f"**The parameters {groups}** of {nets} maximise"
    yield _display(player.conventional)
    form = player.reformulated
    if form is None:
        yield _without_form(derived)
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


def _without_form(player: Player) -> str:
    """Why an objective has no form as a divergence of its own."""
    if any(isinstance(term.body, Volume) for term in player.terms):
        return "An invertible net carries a density to the law that it meets, sample by sample."
    return "There is no law to meet, and so no form as a divergence."


def _display(expression: Expression) -> str:
    """A displayed formula; a long sum takes a line a summand."""
    whole = print_latex(expression)
    if len(whole) <= LINE or not isinstance(expression, Sum):
        return f"$$\n{whole}\n$$"
    first, *others = map(print_latex, expression.parts)
    signed = (part if part.startswith("-") else f"+ {part}" for part in others)
    lines = " \\\\\n".join(f"& {line}" for line in (first, *signed))
    return f"$$\n\\begin{{align*}}\n{lines}\n\\end{{align*}}\n$$"


def _sentence(note: str) -> str:
    """A note as a sentence of Markdown."""
    escaped = note.replace("*", r"\*").replace("_", r"\_")
    return f"({escaped[0].upper()}{escaped[1:]}.)"

r"""Report → LaTeX that a plain article compiles (amsmath, amssymb) and a reader follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schematic.expressions.printers import joined
from schematic.graph.latex_text import write_text
from schematic.graph.names import ascii_name, latex_name
from schematic.objective.printing.latex_words import write_sentence
from schematic.objective.printing.objective_report import PlayerReport, make_report
from schematic.objective.printing.reformulate import Reformulation
from schematic.objective.printing.symbols import (
    Expect,
    Expression,
    Scaled,
    Share,
    Sum,
    latex_law,
    print_latex,
    summands,
)
from schematic.objective.terms import Objective

LONG = 190


def write_latex(objective: Objective) -> str:
    """The objective as a section body: prose, and per player two displayed formulas."""
    report = make_report(objective)
    title = f" ({write_text(report.title)})" if report.title else ""
    lines = [rf"\paragraph{{{write_text(report.name)}{title}.}}", write_reading(objective), ""]
    for player in report.players:
        lines += [*write_player(player), ""]
    return "\n".join(lines).rstrip()


def write_reading(objective: Objective) -> str:
    """How the arrows are to be read, in a sentence or two."""
    return write_sentence(make_report(objective).reading, set(objective.schematic.nodes))


def write_player(player: PlayerReport) -> Iterator[str]:
    """Yield the lines of one player: what it maximises, and what it then minimises."""
    groups = ", ".join(f"${latex_name(group)}$" for group in player.name.split(","))
    nets = ", ".join(f"${latex_name(net)}$" for net in player.nets)
    yield rf"\noindent The parameters {groups} (of {nets}) maximise"
    yield from _display(player.conventional, "")
    if player.steps > 1:
        yield f"They take {player.steps} steps for one of the others, each on a batch of its own."
    for what in player.after:
        yield f"After each step, {_named(_prose(what), set(player.nets))}."
    form = player.reformulated
    if form is None:
        yield _prose(player.no_form)
        return
    yield f"Equivalently they minimise [{_prose(form.source)}]"
    yield from _display(form.minimised, _definitions(form))
    yield rf"({_prose(form.note)})"


def _definitions(form: Reformulation) -> str:
    parts = (
        latex_law(d.left) + r" \propto " + r"\, ".join(map(latex_law, d.right))
        for d in form.definitions
    )
    return r", \qquad ".join(parts)


def _display(expression: Expression, where: str) -> Iterator[str]:
    """A displayed formula; a long sum takes a line a summand."""
    lines = list(_lines(expression))
    yield r"\begin{align*}"
    yield " \\\\\n".join(f"  &{line}" for line in lines) + ("," if where else ".")
    yield r"\end{align*}"
    if where:
        yield rf"where \[ {where} . \]"


def _lines(expression: Expression) -> Iterator[str]:
    parts = summands(expression)
    texts = [print_latex(part) for part in parts]
    whole = joined(texts, "-")
    if len(whole) <= LONG:
        yield whole
        return
    for index, (part, text) in enumerate(zip(parts, texts, strict=True)):
        line = text if len(text) <= LONG else _broken(part, text)
        yield line if index == 0 or line.startswith("-") else f"+ {line}"


def _broken(expression: Expression, text: str) -> str:
    """A long expectation, given its text, broken inside its brackets where its body is a sum."""
    inner = expression
    while isinstance(inner, Expect | Scaled | Share):
        inner = inner.body
    if not isinstance(inner, Sum) or len(inner.parts) < 2:
        return text
    first, second = map(print_latex, inner.parts[:2])
    sign = "-" if second.startswith("-") else "+"
    return text.replace(f"{first} {sign} ", rf"{first} \\ & \qquad {sign} ", 1)


def _named(text: str, names: set[str]) -> str:
    """Node names in prose, set as mathematics."""

    def shown(word: re.Match[str]) -> str:
        return f"${latex_name(word.group())}$" if word.group() in names else word.group()

    return re.sub(r"(?<![$\\{])\b\w+\b(?![$}])", shown, text)


def _prose(text: str) -> str:
    """Plain text as LaTeX: special characters escaped, mathematics of the notes set as such."""
    text = re.sub(r"([#$%&_{}])", r"\\\1", text)
    replacements = {
        "q*ʳ": r"$q^{*r}$",
        "q*": r"$q^{*}$",
        "−log 2": r"$-\log 2$",
        "y = 0": "$y = 0$",
        "q = p(y|·)": r"$q = p(y \mid \cdot)$",
        "log 2 − JSD": r"$\log 2 - \mathrm{JSD}$",
        "−": "$-$",
    }
    for old, new in replacements.items():
        text = text.replace(old, new)
    return re.sub(r"[α-ω]", lambda found: f"${latex_name(ascii_name(found.group()))}$", text)

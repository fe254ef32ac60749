"""Cards of the gallery: formulas and losses are broken into lines, and nothing is lost by it."""

from __future__ import annotations

import re

import pytest

from docs.press.formulas import LINE, write_formulas
from docs.press.pictures import load
from docs.press.prose import joined
from docs.press.summary import WIDTH, write_losses
from schematic.graph.names import greek
from schematic.objective.printing.loss import loss_in_series
from schematic.objective.printing.objective_report import make_report
from schematic.objective.printing.symbols import Expression, print_latex
from schematic.resources import zoo

NARROW = LINE + 100
"""What a summand in brackets may take with what stands before it: some 800 points on a page."""


@pytest.mark.parametrize("name", zoo())
def test_a_formula_in_lines_is_the_formula(name: str) -> None:
    """Without the marks of lines, each display is its formula, and no line is wider than a page."""
    objective = load(name).objective
    displays = re.findall(r"\$\$\n(.*?)\n\$\$", write_formulas(objective), re.DOTALL)
    wanted: list[Expression] = []
    for player in make_report(objective).players:
        form = player.reformulated
        wanted += [player.conventional, *([form.minimised] if form else [])]
    assert list(map(bare, displays)) == [bare(print_latex(each)) for each in wanted]
    lines = [line for display in displays for line in display.splitlines()]
    assert all(len(line) <= NARROW for line in lines)


def bare(latex: str) -> str:
    """Without spaces, and without what makes lines."""
    marks = r"\\begin\{align\*\}|\\end\{align\*\}|\\\\$|^& |\\quad "
    return re.sub(r"\s", "", re.sub(marks, "", latex, flags=re.MULTILINE))


@pytest.mark.parametrize("name", zoo())
def test_a_loss_in_lines_is_the_loss(name: str) -> None:
    objective = load(name).objective
    first, *rows, last = write_losses(name).splitlines()
    assert (first, last) == ("```text", "```")
    wanted = (f"{greek(p.name)} {loss_in_series(objective, p)}" for p in objective.players)
    assert " ".join(rows).split() == " ".join(wanted).split()
    assert all(len(row) <= WIDTH + 20 for row in rows)


@pytest.mark.parametrize(
    ("words", "prose"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_joined_as_prose(words: list[str], prose: str) -> None:
    assert joined(words) == prose

"""The report as LaTeX: balanced, plain ASCII, and broken where a line is too long."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from schematic.expressions import Symbol
from schematic.objective.printing.article import write_article
from schematic.objective.printing.latex import LONG, _lines, write_latex
from schematic.objective.printing.symbols import (
    Amount,
    Expect,
    Expression,
    Law,
    Scaled,
    Sum,
    scaled,
)
from schematic.objective.rule import derive
from schematic.pipeline import parse
from schematic.resources import zoo
from tests.golden import check_golden
from tests.objective.programs import ALL, GOLDEN
from tests.objective.specs import objective_of, spec


@pytest.mark.parametrize("name", ["gan", "vae", "aavae", "infogan", "helmholtz"])
def test_article(name: str) -> None:
    check_golden(GOLDEN / f"{name}.tex", write_article(derive(spec(name))))


@pytest.mark.parametrize("name", ALL)
def test_latex_is_balanced(name: str) -> None:
    text = write_article(objective_of(ALL[name]))
    assert text.count("{") == text.count("}")
    assert text.count(r"\Bigl[") == text.count(r"\Bigr]")
    begun, ended = (re.findall(rf"\\{word}{{(\w+\*?)}}", text) for word in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    assert text.isascii()


def test_special_characters_of_a_title_are_escaped() -> None:
    text = 'model M "100% of A & B_c #1"\nvisible x : real[2] ~ data\nlatent z : real[2]\n'
    text += "x ..|> z = E[η]\nz -> x ~ G[θ]\n"
    assert r"M (100\% of A \& B\_c \#1)" in write_latex(objective_of(text))


def test_names_of_nodes_are_mathematics() -> None:
    assert "making $x$ from $z$ is inference" in write_latex(derive(spec("gan")))


def test_a_player_without_a_form_says_so() -> None:
    assert "There is no law to meet" in write_latex(derive(spec("ae")))
    assert "There is no law to meet" not in write_latex(derive(spec("vae")))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("hinge-gan", "the price of this game is hinge."),
        ("relativistic-gan", "is relativistic."),
        ("iwgan", "these are weighed"),
        ("iwae", "plain evidence bounds"),
    ],
)
def test_an_objective_without_a_second_form_says_why(name: str, reason: str) -> None:
    text = write_latex(derive(parse(zoo()[name].read_text(encoding="utf-8"))))
    assert reason in text
    assert "There is no law to meet" not in text


WORD = "a" * 60
ITEM = Amount(Symbol("s", rf"\mathrm{{{WORD}}}"))
OVER = (Law("p", ("x",)),)


def lines(expression: Expression) -> list[str]:
    return list(_lines(expression))


def test_a_short_formula_is_a_line() -> None:
    (line,) = lines(Sum((ITEM, ITEM)))
    assert len(line) <= LONG


def test_a_long_sum_has_a_line_a_summand() -> None:
    found = lines(Sum((ITEM, ITEM, scaled(-1, ITEM), ITEM)))
    assert [line[:2] for line in found[1:]] == ["+ ", "-\\", "+ "]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_long_expectation_breaks_within_its_brackets(sign: int) -> None:
    body = Sum((Amount(Symbol("t", "t" * 150)), scaled(sign, ITEM)))
    (line,) = lines(Expect(OVER, body))
    shown = "+" if sign == 1 else "-"
    assert rf"\\ & \qquad {shown} \mathrm" in line
    assert line.startswith(r"\mathbb{E}")
    assert line.endswith(r"\Bigr]")
    assert line.count(WORD) == 1


def test_a_break_stands_behind_the_first_summand_though_it_holds_the_second() -> None:
    first = Amount(Symbol("t", "t" * 200 + "s"))
    (line,) = lines(Expect(OVER, Sum((first, Amount(Symbol("s"))))))
    assert r"ts \\ & \qquad + s \Bigr]" in line


def test_what_has_no_sum_inside_is_not_broken() -> None:
    long = Amount(Symbol("t", "t" * (LONG + 10)))
    for expression in (long, Expect(OVER, long), Scaled(Fraction(2), long)):
        (line,) = lines(expression)
        assert r"\\" not in line

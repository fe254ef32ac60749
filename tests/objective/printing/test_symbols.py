"""Laws and expectations of the paper, in plain text and in LaTeX."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schematic.expressions import Symbol, softplus
from schematic.objective.printing.symbols import (
    JSD,
    KL,
    Amount,
    Expect,
    Expression,
    Law,
    Log,
    Scaled,
    Sum,
    latex_law,
    print_latex,
    print_text,
    scaled,
    text_law,
    total,
)

P = Law("p", ("x",), ("z",), ("theta",))
Q = Law("q", ("z",), ("x",), ("eta",))
DATA = Law("p", ("x",), mark="data")
HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("law", "text", "latex"),
    [
        (P, "p_θ(x|z)", r"p_{\theta}(x \mid z)"),
        (DATA, "p_data(x)", r"p_{\mathrm{data}}(x)"),
        (Law("p", ("z",)), "p(z)", "p(z)"),
        (Law("p", ("x",), (), ("theta",), fixed=True), "p_θ0(x)", r"p_{\theta_{0}}(x)"),
        (
            Law("q", ("y",), ("x",), ("phi",), "r", values=(("y", 1),)),
            "qʳ_φ(y=1|x)",
            r"q_{\phi}^{r}(y{=}1 \mid x)",
        ),
        (Law("q", ("y",), ("x",), mark="*r"), "q*ʳ(y|x)", r"q^{*r}(y \mid x)"),
        (
            Law("p", ("x", "z"), ("y",), ("theta", "eta"), values=(("y", 0),)),
            "p_θ,η(x,z|y=0)",
            r"p_{\theta,\eta}(x,z \mid y{=}0)",
        ),
    ],
)
def test_laws(law: Law, text: str, latex: str) -> None:
    assert text_law(law) == text
    assert latex_law(law) == latex


@pytest.mark.parametrize(
    ("expression", "text", "latex"),
    [
        (Log((P,)), "log p_θ(x|z)", r"\log p_{\theta}(x \mid z)"),
        (
            Log((P, Q)),
            "log[ p_θ(x|z) q_η(z|x) ]",
            r"\log\bigl[ p_{\theta}(x \mid z)\, q_{\eta}(z \mid x) \bigr]",
        ),
        (
            KL((Q,), (Law("p", ("z",)),)),
            "KL( q_η(z|x) ‖ p(z) )",
            r"\mathrm{KL}\bigl( q_{\eta}(z \mid x) \,\|\, p(z) \bigr)",
        ),
        (
            Expect((DATA,), JSD(P, P)),
            "E_{p_data(x)} JSD( p_θ(x|z) ‖ p_θ(x|z) )",
            r"\mathbb{E}_{p_{\mathrm{data}}(x)} \mathrm{JSD}\bigl( p_{\theta}(x \mid z) \,\|\, "
            r"p_{\theta}(x \mid z) \bigr)",
        ),
        (
            Expect((DATA, Q), Log((DATA,))),
            "E_{p_data(x) q_η(z|x)} [ log p_data(x) ]",
            r"\mathbb{E}_{p_{\mathrm{data}}(x) q_{\eta}(z \mid x)} "
            r"\Bigl[ \log p_{\mathrm{data}}(x) \Bigr]",
        ),
        (Amount(softplus(Symbol("D(x)"))), "softplus(D(x))", r"\mathrm{softplus}(D(x))"),
    ],
)
def test_expressions(expression: Expression, text: str, latex: str) -> None:
    assert print_text(expression) == text
    assert print_latex(expression) == latex


@pytest.mark.parametrize(
    ("factor", "text", "latex"),
    [
        (Fraction(1), "log p(z)", r"\log p(z)"),
        (Fraction(-1), "−log p(z)", r"-\log p(z)"),
        (HALF, "½ log p(z)", r"\tfrac{1}{2} \log p(z)"),
        (Fraction(-3), "−3 log p(z)", r"-3 \log p(z)"),
        (Fraction(3, 2), "1.5 log p(z)", r"\tfrac{3}{2} \log p(z)"),
        (Fraction(1, 1000), "0.001 log p(z)", r"0.001 \log p(z)"),
    ],
)
def test_numbers_in_front(factor: Fraction, text: str, latex: str) -> None:
    whole = scaled(factor, Log((Law("p", ("z",)),)))
    assert print_text(whole) == text
    assert print_latex(whole) == latex


def test_a_sum_in_front_of_which_something_stands_has_brackets() -> None:
    both = Sum((Log((P,)), scaled(-1, Log((Q,)))))
    assert print_text(both) == "log p_θ(x|z) − log q_η(z|x)"
    assert print_text(scaled(2, both)) == "2 [ log p_θ(x|z) − log q_η(z|x) ]"
    assert print_latex(scaled(2, both)).startswith(r"2 \Bigl[ ")
    weighed = Scaled(Fraction(1), both, Law("q", ("y",)))
    assert print_text(weighed) == "q(y) [ log p_θ(x|z) − log q_η(z|x) ]"
    assert print_latex(weighed).startswith(r"q(y) \Bigl[ ")


def test_a_sum_of_one_is_its_part() -> None:
    assert total([Log((P,))]) == Log((P,))
    assert total([Log((P,)), Log((Q,))]) == Sum((Log((P,)), Log((Q,))))


def test_minus_goes_into_a_sum() -> None:
    both = Sum((Log((P,)), scaled(-1, Log((Q,)))))
    assert scaled(-1, both) == Sum((scaled(-1, Log((P,))), Log((Q,))))


def test_a_weight_is_no_number_that_multiplies() -> None:
    weighed = Scaled(HALF, Log((P,)), Q)
    assert scaled(2, weighed) == Scaled(Fraction(2), weighed)


factors = st.sampled_from([Fraction(n, d) for n in (-3, -1, 1, 2) for d in (1, 2, 7)])
leaves = st.sampled_from([Log((P,)), KL((Q,), (P,)), Amount(Symbol("D(x)")), JSD(P, Q)])


@given(leaves, factors, factors)
def test_numbers_multiply(leaf: Expression, first: Fraction, second: Fraction) -> None:
    assert scaled(first, scaled(second, leaf)) == scaled(first * second, leaf)
    assert scaled(1 / first, scaled(first, leaf)) == leaf

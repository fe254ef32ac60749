"""Every printer says the same as Python's own arithmetic, whatever tree it is given."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schematic.expressions import (
    Apply,
    Expression,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    exp,
    latex,
    log,
    number,
    relu,
    replaced,
    scaled,
    sigmoid,
    softplus,
    tanh,
    text,
    torch,
    total,
)
from schematic.expressions.functions import FUNCTIONS

D = Symbol("d")
E = Symbol("e")
PLAIN: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "relu": lambda x: max(x, 0.0),
    "σ": lambda x: 1 / (1 + math.exp(-x)),
    "softplus": lambda x: math.log1p(math.exp(x)),
    "tanh": math.tanh,
}

atoms = st.one_of(
    st.sampled_from([D, E]),
    st.integers(-3, 3).map(number),
    st.sampled_from([Fraction(1, 2), Fraction(-3, 4)]).map(number),
)


def larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    smooth = st.sampled_from([relu, sigmoid, softplus, tanh])
    return st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] - pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        inner.map(lambda one: -one),
        inner.map(lambda one: one**2),
        st.tuples(smooth, inner).map(lambda pair: pair[0](pair[1])),
    )


expressions = st.recursive(atoms, larger, max_leaves=8)


def value(expression: Expression, d: float, e: float) -> float:
    """The value of an expression, by the meaning of its nodes."""
    match expression:
        case Number(value=found):
            return float(found)
        case Symbol(name=name):
            return {"d": d, "e": e}[name]
        case Sum(parts=parts):
            return sum(value(part, d, e) for part in parts)
        case Product(coefficient=coefficient, factors=factors):
            return float(coefficient) * math.prod(value(factor, d, e) for factor in factors)
        case Power(base=base, exponent=exponent):
            return value(base, d, e) ** exponent
        case Apply(function=function, argument=argument):
            return PLAIN[function](value(argument, d, e))
    raise AssertionError(expression)


@given(expressions, st.floats(-1, 1), st.floats(-1, 1))
def test_pytorch_computes_the_expression(expression: Expression, d: float, e: float) -> None:
    names = {row.torch: PLAIN[row.name] for row in FUNCTIONS.values()}
    names |= {row.of_number: PLAIN[row.name] for row in FUNCTIONS.values() if row.of_number}
    code = torch(expression)
    for spelled in names:
        code = code.replace(f"{spelled}(", f"{spelled.replace('.', '_')}(")
    scope = {spelled.replace(".", "_"): function for spelled, function in names.items()}
    found = eval(code, {"__builtins__": {}}, {**scope, "d": d, "e": e})
    assert found == pytest.approx(value(expression, d, e), rel=1e-9, abs=1e-9)


@given(expressions, st.floats(-1, 1), st.floats(-1, 1))
def test_arithmetic_keeps_the_value(expression: Expression, d: float, e: float) -> None:
    swapped = replaced(replaced(expression, {"d": E, "e": D}), {"d": E, "e": D})
    assert value(swapped, d, e) == pytest.approx(value(expression, d, e), rel=1e-9, abs=1e-9)
    assert value(-expression, d, e) == pytest.approx(-value(expression, d, e), rel=1e-9, abs=1e-9)


@given(expressions)
def test_no_printer_puts_two_signs_in_a_row(expression: Expression) -> None:
    for minus, shown in (("−", text(expression)), ("-", latex(expression))):
        for pair in (f"{minus} {minus}", f"+ {minus}", f"{minus}{minus}"):
            assert pair not in shown
    assert text(expression).count("(") == text(expression).count(")")


def test_text() -> None:
    half = Fraction(1, 2)
    assert text(scaled(half, softplus(-D))) == "½ softplus(−d)"
    assert text(scaled(half, -D)) == "−½ d"
    assert text(scaled(half, D - 1)) == "½ (d − 1)"
    assert text((D - 1) ** 2) == "(d − 1)²"
    assert text(total([-D, scaled(2, E)])) == "−d + 2 e"
    assert text(1 - D * (E + 1)) == "1 − d (e + 1)"


def test_latex() -> None:
    assert latex(scaled(Fraction(1, 2), softplus(-D))) == r"\tfrac{1}{2}\, \mathrm{softplus}(-d)"
    assert latex(exp(D) / 4) == r"\tfrac{1}{4}\, \exp(d)"


def test_pytorch() -> None:
    assert torch(scaled(Fraction(1, 2), D - 1)) == "0.5 * (d - 1)"
    assert torch(-((D - 1) ** 2)) == "-(d - 1) ** 2"
    assert torch(relu(1 - D)) == "F.relu(1 - d)"
    assert torch(softplus(D) - log(number(2))) == "F.softplus(d) - math.log(2)"


def test_what_is_equal_is_one_tree() -> None:
    assert -scaled(-1, D) == D
    assert total([-D, number(1)]) == -(D - 1)
    assert 0 * D + E == E
    assert scaled(2, scaled(Fraction(1, 2), D)) == D
    assert total([]) == number(0)
    assert number(0.1).value == Fraction(1, 10)

"""The nodes of an expression, and the algebra that keeps them in one normal form.

A sum holds no sum and a product no product; the numbers of a product are one number in front, which
carries its sign. So `−(−d)` is `d`, and no printer ever meets two signs in a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

Scalar = int | float | Fraction


@dataclass(frozen=True)
class Expression:
    """A formula. Python's operators build larger ones from it."""

    def __neg__(self) -> Expression:
        """The negative; that of a sum is the sum of its parts' negatives."""
        if isinstance(self, Sum):
            return total(-part for part in self.parts)
        return scaled(-1, self)

    def __add__(self, other: Expression | Scalar) -> Expression:
        """The sum."""
        return total((self, as_expression(other)))

    def __radd__(self, other: Scalar) -> Expression:
        """The sum, a number first."""
        return total((as_expression(other), self))

    def __sub__(self, other: Expression | Scalar) -> Expression:
        """The difference."""
        return total((self, -as_expression(other)))

    def __rsub__(self, other: Scalar) -> Expression:
        """The difference, a number first."""
        return total((as_expression(other), -self))

    def __mul__(self, other: Expression | Scalar) -> Expression:
        """The product."""
        return _product(self, as_expression(other))

    def __rmul__(self, other: Scalar) -> Expression:
        """The product, a number first."""
        return scaled(other, self)

    def __truediv__(self, other: Expression | Scalar) -> Expression:
        """The quotient."""
        return _product(self, as_expression(other) ** -1)

    def __rtruediv__(self, other: Scalar) -> Expression:
        """The quotient of a number by it."""
        return scaled(other, self**-1)

    def __pow__(self, exponent: int) -> Expression:
        """An integer power."""
        if isinstance(self, Number):
            return Number(self.value**exponent)
        return self if exponent == 1 else Power(self, exponent)


@dataclass(frozen=True)
class Number(Expression):
    """A number, exact where it was given exactly."""

    value: Fraction


@dataclass(frozen=True)
class Symbol(Expression):
    """A quantity by its name.

    Attributes:
        name: as text, and as a variable of PyTorch.
        latex: its name in LaTeX, where that differs.
    """

    name: str
    latex: str = ""


@dataclass(frozen=True)
class Sum(Expression):
    """Two summands or more."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Product(Expression):
    """A number times some factors that are not numbers; at least two in all."""

    coefficient: Fraction
    factors: tuple[Expression, ...]


@dataclass(frozen=True)
class Power(Expression):
    """An integer power of something that is not a number."""

    base: Expression
    exponent: int


@dataclass(frozen=True)
class Apply(Expression):
    """A function of one argument, by its name in the table of functions."""

    function: str
    argument: Expression


def number(value: Scalar) -> Number:
    """A number; a float becomes the fraction that a person would have written."""
    exact = Fraction(value) if not isinstance(value, float) else _readable(value)
    return Number(exact)


def _readable(value: float) -> Fraction:
    short = Fraction(value).limit_denominator(10**6)
    return short if float(short) == value else Fraction(value)


def as_expression(value: Expression | Scalar) -> Expression:
    """An expression, or a number as one."""
    return value if isinstance(value, Expression) else number(value)


def total(parts: Iterable[Expression]) -> Expression:
    """The sum of some expressions, or the only one; nothing is 0."""
    flat = tuple(p for part in parts for p in (part.parts if isinstance(part, Sum) else (part,)))
    kept = tuple(part for part in flat if part != Number(Fraction(0)))
    if len(kept) < 2:
        return kept[0] if kept else Number(Fraction(0))
    return Sum(kept)


def scaled(factor: Scalar, expression: Expression) -> Expression:
    """A number times an expression."""
    value = number(factor).value
    if isinstance(expression, Number):
        return Number(value * expression.value)
    inner, factors = value, tuple[Expression, ...]((expression,))
    if isinstance(expression, Product):
        inner, factors = value * expression.coefficient, expression.factors
    if inner == 0:
        return Number(Fraction(0))
    return factors[0] if inner == 1 and len(factors) == 1 else Product(inner, factors)


def _product(left: Expression, right: Expression) -> Expression:
    if isinstance(left, Number):
        return scaled(left.value, right)
    if isinstance(right, Number):
        return scaled(right.value, left)
    coefficient, factors = Fraction(1), tuple[Expression, ...]()
    for part in (left, right):
        coefficient *= part.coefficient if isinstance(part, Product) else 1
        factors += part.factors if isinstance(part, Product) else (part,)
    return Product(coefficient, factors)


def product(parts: Iterable[Expression]) -> Expression:
    """The product of some expressions."""
    return reduce(_product, parts)


def replaced(expression: Expression, values: Mapping[str, Expression]) -> Expression:
    """The expression with other expressions for some of its symbols."""
    match expression:
        case Symbol(name=name):
            return values.get(name, expression)
        case Sum(parts=parts):
            return total(replaced(part, values) for part in parts)
        case Product(coefficient=coefficient, factors=factors):
            return scaled(coefficient, product(replaced(f, values) for f in factors))
        case Power(base=base, exponent=exponent):
            return replaced(base, values) ** exponent
        case Apply(function=function, argument=argument):
            return Apply(function, replaced(argument, values))
        case _:
            return expression

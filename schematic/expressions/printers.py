"""Expression → text, LaTeX or PyTorch: one walk over the tree, and a small table a target.

The walk alone decides where brackets and signs stand; a target says how each part is spelled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from schematic.expressions.algebra import Apply, Expression, Number, Power, Product, Sum, Symbol
from schematic.expressions.functions import FUNCTIONS, Function


class Binding(IntEnum):
    """How tightly the outermost operation of a formula holds together."""

    SUM = 0
    PRODUCT = 1
    POWER = 2
    ATOM = 3


@dataclass(frozen=True)
class Target:
    """How a language spells the parts of a formula.

    Attributes:
        minus: the sign in front of a negative summand, and between summands.
        times: what stands between factors.
        number: a number without its sign.
        symbol: a name.
        power: a base, in brackets where it needs them, and its exponent.
        call: a function and its argument.
        constant: a function of a number, where that is a number in Python.
        brackets: what stands around a part that needs them.
    """

    minus: str
    times: str
    number: Callable[[Fraction], str]
    symbol: Callable[[Symbol], str]
    power: Callable[[str, int], str]
    call: Callable[[Function, str], str]
    constant: Callable[[Function, str], str]
    brackets: tuple[str, str] = ("(", ")")


def text(expression: Expression) -> str:
    """An expression in plain text: `½ softplus(−D(x)) − (D(x) − 1)²`."""
    return _signed(expression, TEXT)


def latex(expression: Expression) -> str:
    """An expression in LaTeX, for math mode."""
    return _signed(expression, LATEX)


def torch(expression: Expression) -> str:
    """An expression in PyTorch, element by element; `F` is `torch.nn.functional`."""
    return _signed(expression, TORCH)


def _signed(expression: Expression, target: Target) -> str:
    return _printed(expression, target)[0]


def _printed(expression: Expression, target: Target) -> tuple[str, Binding]:
    """A formula, and how tightly it holds together."""
    match expression:
        case Number(value=value):
            sign = target.minus if value < 0 else ""
            return sign + target.number(abs(value)), Binding.SUM if value < 0 else Binding.ATOM
        case Symbol():
            return target.symbol(expression), Binding.ATOM
        case Apply(function=function, argument=argument):
            row, shown = FUNCTIONS[function], _signed(argument, target)
            is_constant = isinstance(argument, Number) and row.of_number
            return (target.constant if is_constant else target.call)(row, shown), Binding.ATOM
        case Power(base=base, exponent=exponent):
            return target.power(_held(base, target, Binding.ATOM), exponent), Binding.POWER
        case Product(coefficient=coefficient, factors=factors):
            return _product(coefficient, factors, target)
        case Sum(parts=parts):
            return _sum(parts, target), Binding.SUM
        case _:
            raise TypeError(f"no printer for {expression!r}")


def _held(expression: Expression, target: Target, least: Binding) -> str:
    """A part of a formula, in brackets where it would fall apart."""
    shown, binding = _printed(expression, target)
    left, right = target.brackets
    return shown if binding >= least else f"{left}{shown}{right}"


def _product(
    coefficient: Fraction, factors: tuple[Expression, ...], target: Target
) -> tuple[str, Binding]:
    sign = target.minus if coefficient < 0 else ""
    shown = [_held(factor, target, Binding.POWER) for factor in factors]
    if abs(coefficient) != 1:
        shown.insert(0, target.number(abs(coefficient)))
    return sign + target.times.join(shown), Binding.SUM if sign else Binding.PRODUCT


def _sum(parts: tuple[Expression, ...], target: Target) -> str:
    shown = [_signed(part, target) for part in parts]
    return joined(shown, target.minus)


def joined(parts: list[str], minus: str) -> str:
    """Summands in a row: one that begins with a minus is subtracted."""
    line = parts[:1]
    for part in parts[1:]:
        line += (f" {minus} ", part[len(minus) :]) if part.startswith(minus) else (" + ", part)
    return "".join(line)


# The three targets


def _text_number(value: Fraction) -> str:
    return "½" if value == Fraction(1, 2) else f"{float(value):g}"


def _latex_number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    if value.denominator > 100:
        return f"{float(value):g}"
    return rf"\tfrac{{{value.numerator}}}{{{value.denominator}}}"


def _torch_number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else repr(float(value))


_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

TEXT = Target(
    minus="−",
    times=" ",
    number=_text_number,
    symbol=lambda symbol: symbol.name,
    power=lambda base, exponent: base + str(exponent).translate(_SUPERSCRIPT),
    call=lambda function, argument: f"{function.name}({argument})",
    constant=lambda function, argument: f"{function.name}({argument})",
)
LATEX = Target(
    minus="-",
    times=r"\, ",
    number=_latex_number,
    symbol=lambda symbol: symbol.latex or symbol.name,
    power=lambda base, exponent: f"{base}^{{{exponent}}}",
    call=lambda function, argument: rf"{function.latex}({argument})",
    constant=lambda function, argument: rf"{function.latex}({argument})",
)
TORCH = Target(
    minus="-",
    times=" * ",
    number=_torch_number,
    symbol=lambda symbol: symbol.name,
    power=lambda base, exponent: f"{base} ** {exponent}",
    call=lambda function, argument: f"{function.torch}({argument})",
    constant=lambda function, argument: f"{function.of_number}({argument})",
)

"""The symbols of the paper as typed objects: expectations and divergences over named laws.

A `Law` is a distribution by name, as on paper; an expression is built of laws. Two expressions are
equal if and only if they print alike; `print_text` and `print_latex` only choose a spelling.
Quantities that are not laws, such as D(x), are expressions of `schematic.expressions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from schematic import expressions
from schematic.expressions.printers import joined
from schematic.graph.names import greek, latex_name


@dataclass(frozen=True)
class Law:
    """`p_θ(x|z)`, `p_data(x)`, `qʳ_φ(y|x)`, `p_θ0(x)`.

    Attributes:
        head: p or q.
        of: the nodes it is a law of; `values` fixes some of them (y = 1).
        given: the nodes it is conditioned on.
        groups: the parameter groups that are its subscript.
        mark: "" or one of "data", "r" (reverse), "*r" (reverse of the perfect discriminator),
            "bar" (the product of the marginals of all elements), "tilde" (a weight over the batch).
        fixed: its parameters are held at their present value (θ0).
        values: values of nodes, such as ("y", 1).
    """

    head: str
    of: tuple[str, ...]
    given: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    mark: str = ""
    fixed: bool = False
    values: tuple[tuple[str, int], ...] = ()

    def __hash__(self) -> int:
        """A quick hash that agrees with equality: few laws have the same nodes and conditions."""
        return hash((self.of, self.given))

    @cached_property
    def text(self) -> str:
        """The law in plain text; a long objective prints each law many times."""
        return text_law(self)

    @cached_property
    def latex(self) -> str:
        """The law in LaTeX."""
        return latex_law(self)


@dataclass(frozen=True)
class LawSeries:
    """Π over t of a law whose names have the index t, in one line of a product."""

    law: Law
    values: range

    @property
    def text(self) -> str:
        """The product in plain text."""
        return f"Π_{{t={self.values[0]}}}^{{{self.values[-1]}}} {self.law.text}"

    @property
    def latex(self) -> str:
        """The product in LaTeX."""
        return rf"\prod_{{t={self.values[0]}}}^{{{self.values[-1]}}} {self.law.latex}"


Factors = tuple[Law | LawSeries, ...]


@dataclass(frozen=True)
class Log:
    """log of a product of laws."""

    laws: Factors


@dataclass(frozen=True)
class KL:
    """KL(q ‖ p) of two products of laws."""

    q: Factors
    p: Factors


@dataclass(frozen=True)
class JSD:
    """The Jensen–Shannon divergence of two laws, half each."""

    first: Law
    second: Law


@dataclass(frozen=True)
class Amount:
    """A quantity of one example, such as a price of D(x)."""

    value: expressions.Expression


@dataclass(frozen=True)
class Expect:
    """An expectation over a product of laws."""

    over: Factors
    body: Expression


@dataclass(frozen=True)
class Scaled:
    """A number, and perhaps a law as a weight, times an expression."""

    factor: Fraction
    body: Expression
    weight: Law | None = None


@dataclass(frozen=True)
class Share:
    """The share of the examples in which some nodes are seen, and others missing, times a mean."""

    rows: tuple[tuple[str, bool], ...]
    body: Expression


@dataclass(frozen=True)
class Sum:
    """A sum, whose negative parts print as differences."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Series:
    """Σ over t of an expression whose names have the index t."""

    values: range
    body: Expression


Expression = Log | KL | JSD | Amount | Expect | Scaled | Share | Sum | Series


def total(parts: Sequence[Expression]) -> Expression:
    """The sum of some expressions, or the only one."""
    return parts[0] if len(parts) == 1 else Sum(tuple(parts))


def summands(expression: Expression) -> tuple[Expression, ...]:
    """The parts of a sum, or the only one."""
    return expression.parts if isinstance(expression, Sum) else (expression,)


def scaled(factor: Fraction | int, body: Expression) -> Expression:
    """A number times an expression."""
    match body:
        case Amount(value=value):
            return Amount(expressions.scaled(factor, value))
        case Scaled(factor=inner, weight=None):
            return scaled(factor * inner, body.body)
        case Sum(parts=parts) if factor == -1:
            return Sum(tuple(scaled(-1, part) for part in parts))
        case _:
            return body if factor == 1 else Scaled(Fraction(factor), body)


# Plain text


ACCENTS = {"bar": "\N{COMBINING MACRON}", "tilde": "\N{COMBINING TILDE}"}
"""What stands over the letter of a law, by its mark, which is LaTeX's own word."""


def text_law(law: Law) -> str:
    """A law in plain text."""
    subscript = ",".join(greek(group) + ("0" if law.fixed else "") for group in law.groups)
    if law.mark == "data":
        subscript = "data"
    mark = {"r": "ʳ", "*r": "*ʳ", **ACCENTS}.get(law.mark, "")
    head = f"{law.head}{mark}" + (f"_{subscript}" if subscript else "")
    of = ",".join(_valued(law, name) for name in law.of)
    given = ",".join(_valued(law, name) for name in law.given)
    return f"{head}({of}|{given})" if given else f"{head}({of})"


def _valued(law: Law, name: str) -> str:
    values = dict(law.values)
    shown = greek(name).replace("_{t}", "_t")
    return f"{shown}={values[name]}" if name in values else shown


def text_product(laws: Sequence[Law | LawSeries]) -> str:
    """A product of laws in plain text."""
    return " ".join([law.text for law in laws])


def print_text(expression: Expression) -> str:
    """An expression in plain text."""
    match expression:
        case Log(laws=laws):
            product = text_product(laws)
            return f"log {product}" if len(laws) == 1 else f"log[ {product} ]"
        case KL(q=q, p=p):
            return f"KL( {text_product(q)} ‖ {text_product(p)} )"
        case JSD(first=first, second=second):
            return f"JSD( {first.text} ‖ {second.text} )"
        case Amount(value=value):
            return expressions.text(value)
        case Expect(over=over, body=body):
            inner = print_text(body)
            inner = inner if isinstance(body, KL | JSD) else f"[ {inner} ]"
            return f"E_{{{text_product(over)}}} {inner}"
        case Scaled(factor=factor, body=body, weight=weight):
            front = _number(abs(factor)) + (f"{weight.text} " if weight else "")
            inner = print_text(body)
            sign = "−" if factor < 0 else ""
            return f"{sign}{front}" + (f"[ {inner} ]" if front and isinstance(body, Sum) else inner)
        case Share(rows=rows, body=body):
            return f"P({rows_text(rows)}) {print_text(body)}"
        case Sum(parts=parts):
            return joined([print_text(part) for part in parts], "−")
        case Series(values=values, body=body):
            inner = print_text(body)
            inner = f"[ {inner} ]" if isinstance(body, Sum) else inner
            return f"Σ_{{t={values[0]}}}^{{{values[-1]}}} {inner}"


def rows_text(rows: Sequence[tuple[str, bool]]) -> str:
    """Which examples are meant: `t seen`, `t missing`."""
    return ", ".join(f"{greek(name)} {'seen' if seen else 'missing'}" for name, seen in rows)


def _number(factor: Fraction) -> str:
    if factor == 1:
        return ""
    return "½ " if factor == Fraction(1, 2) else f"{float(factor):g} "


# LaTeX


def latex_law(law: Law) -> str:
    """A law in LaTeX."""
    zero = "_0" if law.fixed else ""
    subscript = ",".join(latex_name(group + zero) for group in law.groups)
    if law.mark == "data":
        subscript = r"\mathrm{data}"
    mark = {"r": "^{r}", "*r": "^{*r}"}.get(law.mark, "")
    letter = rf"\{law.mark}{{{law.head}}}" if law.mark in ACCENTS else law.head
    head = letter + (f"_{{{subscript}}}" if subscript else "") + mark
    values = dict(law.values)

    def shown(name: str) -> str:
        return f"{latex_name(name)}{{=}}{values[name]}" if name in values else latex_name(name)

    of, given = ",".join(map(shown, law.of)), ",".join(map(shown, law.given))
    return rf"{head}({of} \mid {given})" if given else f"{head}({of})"


def _latex_product(laws: Sequence[Law | LawSeries]) -> str:
    return r"\, ".join([law.latex for law in laws])


def print_latex(expression: Expression) -> str:
    """An expression in LaTeX, for math mode; needs amsmath."""
    match expression:
        case Log(laws=laws):
            product = _latex_product(laws)
            return rf"\log {product}" if len(laws) == 1 else rf"\log\bigl[ {product} \bigr]"
        case KL(q=q, p=p):
            left, right = _latex_product(q), _latex_product(p)
            return rf"\mathrm{{KL}}\bigl( {left} \,\|\, {right} \bigr)"
        case JSD(first=first, second=second):
            return rf"\mathrm{{JSD}}\bigl( {first.latex} \,\|\, {second.latex} \bigr)"
        case Amount(value=value):
            return expressions.latex(value)
        case Expect(over=over, body=body):
            inner = print_latex(body)
            inner = inner if isinstance(body, KL | JSD) else rf"\Bigl[ {inner} \Bigr]"
            subscript = " ".join([law.latex for law in over])
            return rf"\mathbb{{E}}_{{{subscript}}} {inner}"
        case Scaled(factor=factor, body=body, weight=weight):
            front = _latex_number(abs(factor)) + (f"{weight.latex} " if weight else "")
            inner = print_latex(body)
            inner = rf"\Bigl[ {inner} \Bigr]" if front and isinstance(body, Sum) else inner
            return ("-" if factor < 0 else "") + front + inner
        case Share(rows=rows, body=body):
            return rf"\Pr({_latex_rows(rows)})\, {print_latex(body)}"
        case Sum(parts=parts):
            return joined([print_latex(part) for part in parts], "-")
        case Series(values=values, body=body):
            inner = print_latex(body)
            inner = rf"\Bigl[ {inner} \Bigr]" if isinstance(body, Sum) else inner
            return rf"\sum_{{t={values[0]}}}^{{{values[-1]}}} {inner}"


def _latex_rows(rows: Sequence[tuple[str, bool]]) -> str:
    words = ((name, "seen" if seen else "missing") for name, seen in rows)
    return ", ".join(rf"{latex_name(name)}\text{{ {word}}}" for name, word in words)


def _latex_number(factor: Fraction) -> str:
    if factor == 1:
        return ""
    if factor.denominator == 1:
        return f"{factor.numerator} "
    if factor.denominator > 100:
        return f"{float(factor):g} "
    return rf"\tfrac{{{factor.numerator}}}{{{factor.denominator}}} "

"""The functions that an expression may apply: a row each, with its spelling in every printer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schematic.expressions.algebra import Apply, Expression


@dataclass(frozen=True)
class Function:
    """A function of one argument.

    Attributes:
        name: in plain text.
        latex: in LaTeX.
        torch: in PyTorch, applied element by element.
        of_number: in Python, of a number; empty where no formula needs it.
    """

    name: str
    latex: str
    torch: str
    of_number: str = ""


FUNCTIONS: Mapping[str, Function] = {
    row.name: row
    for row in (
        Function("exp", r"\exp", "torch.exp", "math.exp"),
        Function("log", r"\log", "torch.log", "math.log"),
        Function("relu", r"\mathrm{relu}", "F.relu"),
        Function("σ", r"\sigma", "torch.sigmoid"),
        Function("softplus", r"\mathrm{softplus}", "F.softplus"),
        Function("tanh", r"\tanh", "torch.tanh", "math.tanh"),
    )
}


def _function(name: str) -> Callable[[Expression], Expression]:
    def apply(argument: Expression) -> Expression:
        return Apply(FUNCTIONS[name].name, argument)

    return apply


exp = _function("exp")
log = _function("log")
relu = _function("relu")
sigmoid = _function("σ")
softplus = _function("softplus")
tanh = _function("tanh")

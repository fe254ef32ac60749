r"""A small algebra: one tree for a formula, printed as text, as LaTeX and as PyTorch.

    d = Symbol("d")
    price = softplus(-d)
    text(price)    # softplus(−d)
    latex(price)   # \mathrm{softplus}(-d)
    torch(price)   # F.softplus(-d)

Mathematics is kept as such a tree and never as a string of code, so that signs and brackets are
right in every printer and the same formula is printed, emitted and tested.
"""

from __future__ import annotations

from schematic.expressions.algebra import (
    Apply,
    Expression,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    number,
    replaced,
    scaled,
    total,
)
from schematic.expressions.functions import exp, log, relu, sigmoid, softplus, tanh
from schematic.expressions.printers import latex, text, torch

__all__ = [
    "Apply",
    "Expression",
    "Number",
    "Power",
    "Product",
    "Sum",
    "Symbol",
    "exp",
    "latex",
    "log",
    "number",
    "relu",
    "replaced",
    "scaled",
    "sigmoid",
    "softplus",
    "tanh",
    "text",
    "torch",
    "total",
]

"""What a module returned → the bounded layer in which it ends, if it ends in one.

The graph that autograd records is asked, so a sigmoid is found whether it is a layer, a function or
a method, in whatever module it stands.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor

BOUNDED = {
    "SigmoidBackward0": "a sigmoid",
    "TanhBackward0": "a tanh",
    "SoftmaxBackward0": "a softmax",
    "HardsigmoidBackward0": "a hard sigmoid",
    "HardtanhBackward0": "a hard tanh",
    "LogSigmoidBackward0": "a log-sigmoid",
    "SoftplusBackward0": "a softplus",
    "ReluBackward0": "a ReLU",
}
"""Operations whose values keep to a range, by the names that autograd gives to their gradients."""
_LAID_OUT = (
    "Alias",
    "Clone",
    "Expand",
    "Permute",
    "Reshape",
    "Select",
    "Slice",
    "Squeeze",
    "T",
    "ToCopy",
    "Transpose",
    "Unsqueeze",
    "UnsafeView",
    "View",
)
_SHIFTED = ("Add", "Sub", "Rsub", "Neg", "Mul", "Div")


ONE_SIDED = frozenset({"a softplus", "a ReLU"})
"""Those whose range has one end only, which holds no longer once a number is added."""


def bounded_end(output: Tensor) -> str:
    """The bounded layer whose values an output [B, …] is, perhaps laid out anew; "" for none.

    Numbers may have been added to its values, and they may have been made smaller, as in
    `(tanh(h) + 1) / 2`. What has been made larger, as in `10 * tanh(h)`, is not bounded here.
    """
    node: Any = output.grad_fn
    size, shifted = 1.0, False
    while node is not None and node.name() not in BOUNDED:
        kind = node.name().rstrip("0123456789").removesuffix("Backward").lstrip("_")
        before = [each for each, _ in node.next_functions if each is not None]
        if len(before) != 1 or kind not in (*_LAID_OUT, *_SHIFTED):
            return ""
        size *= _factor(kind, node)
        shifted = shifted or kind in _SHIFTED
        (node,) = before
    end = "" if node is None else BOUNDED[node.name()]
    return "" if size > 1 or (shifted and end in ONE_SIDED) else end


def _factor(kind: str, node: Any) -> float:
    """By how much an operation enlarges values; infinitely where that cannot be told."""
    if kind not in ("Mul", "Div"):
        return 1.0
    other = getattr(node, "_saved_other", None)
    if not isinstance(other, Tensor) or other.numel() != 1 or not float(other):
        return float("inf")
    number = abs(float(other))
    return number if kind == "Mul" else 1 / number

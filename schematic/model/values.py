"""Values of nodes, [B, …] → findings about what they hold: other classes, other ranges, NaN.

To read a value of a tensor takes time, and on an accelerator it waits for the device; so whoever
calls decides which batches are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from schematic.diagnostics import Diagnostic
from schematic.families import Kind
from schematic.graph import DataLaw, Node, Schematic
from schematic.model import model_findings as errors
from schematic.model.time_axis import by_copy

BOUNDED = (Kind.UNIT, Kind.BINARY)
_ROUNDING = 8


def batch_value_faults(schematic: Schematic, batch: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Findings about the values of a batch whose names, shapes and types are right."""
    batch = by_copy(schematic, batch)
    for node in schematic.nodes.values():
        if not isinstance(node.law, DataLaw):
            continue
        value = batch[node.name]
        partly = node.is_partly_observed
        if isinstance(value, Mapping):
            for label in schematic.nodes[node.law.by or ""].space.labels:
                what = f"`{node.name}[{label}]` in the batch"
                yield from value_faults(node, what, value[label], partly=partly)
        else:
            yield from value_faults(node, f"`{node.name}` in the batch", value, partly=partly)


def value_faults(
    node: Node, what: str, value: Tensor, *, partly: bool = False
) -> Iterator[Diagnostic]:
    """Findings about the values of a node, [B, …], by least and greatest.

    Args:
        node: whose values they are.
        what: how a finding names them.
        value: the values; nothing is said of those that cannot be read now.
        partly: whether NaN, or −1 of a class, may say that the node is missing in an example.
    """
    ends = _ends(value)
    if ends is None:
        return
    low, high = ends
    if node.space.kind is Kind.CAT:
        if low < (-1 if partly else 0) or high >= node.space.classes:
            worst = low if low < (-1 if partly else 0) else high
            yield errors.no_such_class(what, int(worst), node.space.classes)
        return
    if not low > -torch.inf or not high < torch.inf:
        bad = ~value.detach().isfinite()
        if partly and low != low:
            bad &= ~value.detach().isnan()
        if bad.any():
            row = int(bad.flatten(1).any(1).to(torch.uint8).argmax())
            first = value.detach()[row][bad[row]].reshape(-1)[0]
            yield errors.not_finite(what, _word(float(first)), row)
            return
        there = value.detach()[~value.detach().isnan()]
        low, high = _ends(there) or (0, 1)
    slack = _ROUNDING * torch.finfo(value.dtype).eps
    if node.space.kind in BOUNDED and not (low >= -slack and high <= 1 + slack):
        yield errors.outside(what, node.name, node.space.kind.value, low, high)


def _ends(value: Tensor) -> tuple[float, float] | None:
    """The least and the greatest value; NaN where one is NaN, None where none can be read.

    None can be read while a compiler or `torch.func.vmap` follows what is computed, and of tensors
    that stand for others.
    """
    if torch.compiler.is_compiling() or type(value) not in _PLAIN or value.numel() == 0:
        return None
    try:
        low, high = torch.aminmax(value.detach())
        return low.item(), high.item()
    except RuntimeError:
        return None


def _word(value: float) -> str:
    return "NaN" if value != value else "an infinite value"


_PLAIN = (Tensor, torch.nn.Parameter)

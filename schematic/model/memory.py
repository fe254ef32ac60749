"""The sizes of a model → a finding where its parameters cannot fit into memory.

A model with large sizes, or with very many, is first built without memory, and its parameters are
counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import torch
from torch import nn

from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from schematic.graph.scope import LARGEST_SIZE
from schematic.model import model_findings as errors
from schematic.physical_memory import physical_memory

LARGE = 20_000**2
"""Weights from which on they are counted exactly; fewer take at most 1.6 GB."""


def require_memory(schematic: Schematic, build: Callable[[], nn.Module]) -> None:
    """Refuse a model whose parameters do not fit into memory.

    Raises:
        SchematicError: a layer has over 2³¹ − 1 weights, or all take too much (SGM612).
    """
    sizes = list(_sizes(schematic))
    if max(sizes, default=0) ** 2 * len(sizes) < LARGE:
        return
    try:
        with torch.device("meta"):
            parameters = list(build().parameters())
    except (RuntimeError, OverflowError):  # torch cannot even name the size
        why = "a layer has more weights than can be counted"
    else:
        why = _why(parameters)
    if why:
        raise SchematicError([errors.too_large(schematic.name, why)], schematic.source)


def _sizes(schematic: Schematic) -> Iterator[int]:
    """The sizes that layers stand between: elements of nodes, classes, and what `net` lines say."""
    for node in schematic.nodes.values():
        yield max(math.prod(node.space.shape or ()), node.space.classes)
    for net in schematic.nets.values():
        yield from net.sizes


def _why(parameters: list[nn.Parameter]) -> str:
    """Why parameters do not fit; "" if they do."""
    largest = max((parameter.numel() for parameter in parameters), default=0)
    if largest > LARGEST_SIZE:
        return f"one layer would have {largest:,} weights"
    needed = sum(parameter.numel() * parameter.element_size() for parameter in parameters)
    if needed > physical_memory():
        return f"they would take {needed / 1e9:,.0f} GB"
    return ""

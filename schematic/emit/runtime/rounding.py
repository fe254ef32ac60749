"""A graph → how far its values may be from those of the plain step by rounding alone."""

from __future__ import annotations

import torch
from torch import Tensor, fx


def tolerance_of(graph: fx.GraphModule) -> float:
    """The largest relative distance that is put down to rounding.

    Additions come in another order, so some hundred roundings of the coarsest type that the graph
    computes in are allowed: 1e-10 in float64, 1e-4 in float32, 0.02 in float16 and where a GPU may
    take products in TF32, 0.1 in bfloat16. A batch norm takes away what the examples of a batch
    have in common, and digits with it: behind one 30 times as much is allowed, up to 0.1.
    """
    allowed = {
        torch.float64: 1e-10,
        torch.float32: 1e-4,
        torch.float16: 2e-2,
        torch.bfloat16: 1e-1,
    }
    found = [value for node in graph.graph.nodes for value in made_by(node)]
    worst = max((allowed.get(value.dtype, 0.0) for value in found), default=0.0)
    coarse = any(value.is_cuda and value.dtype == torch.float32 for value in found)
    worst = max(worst, allowed[torch.float16]) if coarse and takes_tf32(graph) else worst
    return min(30 * worst, allowed[torch.bfloat16]) if has_batch_norm(graph) else worst


def has_batch_norm(graph: fx.GraphModule) -> bool:
    """Whether a graph takes statistics of a batch to normalise it."""
    return any("batch_norm" in str(node.target) for node in graph.graph.nodes)


def made_by(node: fx.Node) -> list[Tensor]:
    """The tensors that a node of a graph makes; Adam's counts, which are exact, are left out."""
    value = node.meta.get("val")
    parts = value if isinstance(value, tuple | list) else [value]
    return [part for part in parts if isinstance(part, Tensor) and part.dim()]


def takes_tf32(graph: fx.GraphModule) -> bool:
    """Whether a GPU may round the factors of float32 products in a graph to TF32's 11 bits.

    PyTorch does so in convolutions by itself, and in matrix products where it is asked to.
    """
    convolutions = any("convolution" in str(node.target) for node in graph.graph.nodes)
    try:
        in_products = torch.backends.cuda.matmul.allow_tf32
        return in_products or (convolutions and torch.backends.cudnn.allow_tf32)
    except RuntimeError:  # it was set in PyTorch's newer way, which this question does not know
        return True

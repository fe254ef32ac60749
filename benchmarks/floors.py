"""A model → the time of the kernels that no eager step can do without.

The step is recorded as PyTorch's operations; each matrix product and convolution, and one fused
Adam for each player, is timed alone, on tensors of its own shapes. Activations, losses, random
numbers, memory and everything of Python are left out, so no step reaches its floor.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import torch
from torch import fx

from benchmarks.cases import BETAS, LR, Case
from benchmarks.contest import Clock

PRODUCTS = (
    torch.ops.aten.mm.default,
    torch.ops.aten.addmm.default,
    torch.ops.aten.convolution.default,
    torch.ops.aten.convolution_backward.default,
)


def floor(case: Case, clock: Clock) -> float:
    """Microseconds."""
    model = case.compile(fast=True)
    graph, inputs = _recorded(model, case)
    timed = _Products(graph, clock)
    with torch.no_grad():
        timed.run(*inputs)
    return timed.total + sum(_adam(model, nets, clock) for nets in model.nets.values())


def _recorded(model: Any, case: Case) -> tuple[fx.GraphModule, list[torch.Tensor]]:
    """A step as a graph, and tensors of the shapes that it reads."""
    found: list[Any] = []

    def keep(graph: fx.GraphModule, inputs: list[Any]) -> fx.GraphModule:
        found.append((graph, [torch.zeros(x.shape, dtype=x.dtype) for x in inputs]))
        return graph

    model.graphs.compiler = keep
    optimizers = model.optimizers(lr=LR, betas=BETAS)
    for _ in range(2):
        model.step(case.batch, optimizers)
    return found[0]  # type: ignore[no-any-return]


class _Products(fx.Interpreter):
    """Runs a graph and times its matrix products and convolutions."""

    def __init__(self, graph: fx.GraphModule, clock: Clock) -> None:
        """Begin with no time at all."""
        super().__init__(graph)
        self.clock, self.total = clock, 0.0

    def call_function(self, target: Any, args: Any, kwargs: Any) -> Any:
        """One operation."""
        if target in PRODUCTS:
            self.total += _microseconds(lambda: target(*args, **kwargs), self.clock)
        return target(*args, **kwargs)


def _adam(model: Any, nets: tuple[str, ...], clock: Clock) -> float:
    parameters = [parameter for net in nets for parameter in getattr(model, net).parameters()]
    for parameter in parameters:
        parameter.grad = torch.zeros_like(parameter)
    state = [[torch.zeros_like(p) for p in parameters] for _ in range(2)]
    steps = [torch.ones(()) for _ in parameters]
    gradients = [parameter.grad for parameter in parameters]
    options = {"lr": LR, "beta1": BETAS[0], "beta2": BETAS[1], "weight_decay": 0.0, "eps": 1e-8}
    with torch.no_grad():
        return _microseconds(
            lambda: torch._fused_adam_(
                parameters, gradients, *state, [], steps, amsgrad=False, maximize=False, **options
            ),
            clock,
        )


def _microseconds(function: Callable[[], object], clock: Clock, rounds: int = 7) -> float:
    function()
    repeats = 10
    found = []
    for _ in range(rounds):
        begin = clock()
        for _ in range(repeats):
            function()
        found.append((clock() - begin) / repeats * 1e6)
    return statistics.median(found)

"""A training step as one compiled graph, and the graphs of a model.

A step is traced, with all its draws, losses, gradients and updates, into one graph of PyTorch's own
operations, which TorchInductor compiles. Base noise is drawn outside of it, by the same calls in
the same order as in an eager step, so the same seed gives the same losses, to rounding.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
import torch._inductor
from torch import Tensor, fx, nn
from torch.fx.experimental.proxy_tensor import make_fx

from schematic.emit.runtime.assumptions import (
    is_autocast,
    layout_of_batch,
    settings_of,
    tensors,
)
from schematic.emit.runtime.tracing import StaysEagerError, lift_noise, owned_by, traceable


def inductor(graph: fx.GraphModule, inputs: list[Any]) -> Any:
    """Compile by TorchInductor, without its checks of layouts, which `Graphs` makes itself."""
    return torch._inductor.compile(graph, inputs, options={"size_asserts": False})


class CompiledStep:
    """A step for batches of one layout."""

    def __init__(
        self,
        model: Any,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        optimizers: Mapping[str, torch.optim.Optimizer],
        compiler: Callable[..., Any],
    ) -> None:
        """Trace a batch and compile the graph; no parameter and no generator is moved.

        Raises:
            StaysEagerError: no graph can stand for the step.
        """
        self.fixed = [*model.parameters(), *model.buffers()]
        if not {tensor.device.type for tensor in self.fixed} <= {"cpu", "cuda"}:
            raise StaysEagerError("the model is on neither a CPU nor CUDA")
        if is_autocast():
            raise StaysEagerError("it is called under autocast")
        self.owned = {player: owned_by(player, optimizers[player]) for player in model.players}
        inputs = [*self.fixed, *self._states(optimizers), *tensors(batch)]
        graph = make_fx(traceable(model, self.owned, batch), tracing_mode="fake")(*inputs)
        self.noise = lift_noise(graph)
        examples = [node.meta["val"] for node in graph.graph.nodes if node.op == "placeholder"]
        with torch.no_grad():
            self.run = compiler(graph, examples)

    def _states(self, optimizers: Mapping[str, torch.optim.Optimizer]) -> list[Tensor]:
        return [t for player, own in self.owned.items() for t in own.state(optimizers[player])]

    @torch.no_grad()
    def __call__(
        self,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> dict[str, Tensor]:
        """One step of every player, in order; returns the losses."""
        noise = [draw() for draw in self.noise]
        losses = self.run(*self.fixed, *self._states(optimizers), *tensors(batch), *noise)
        return dict(zip(self.owned, losses, strict=True))


class Graphs:
    """The compiled steps of a model, one for each set of assumptions that holds twice in a row."""

    def __init__(self, compiler: Callable[..., Any] = inductor) -> None:
        """Begin with none."""
        self.compiler = compiler
        self.assumed: object = None
        self.states: tuple[int, ...] = ()
        self.modules: list[nn.Module] = []
        self.steps: dict[object, CompiledStep | None] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy of a model makes its own."""
        return Graphs, (self.compiler,)

    def step_for(
        self,
        model: Any,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> CompiledStep | None:
        """The compiled step for a batch, or None where an eager one is to be taken.

        The first step under other assumptions is an eager one, because it may be the only one of
        its size. So is the very first, which makes the optimizers' states; where training is
        resumed these are there, and it goes on compiled.
        """
        assumed = self._assumptions(model, batch, optimizers)
        if assumed != self.assumed:
            self.modules = list(model.modules())
            assumed = self._assumptions(model, batch, optimizers)
        states = tuple([len(optimizers[player].state) for player in model.players])
        stays = self.assumed in (None, assumed) and (all(states) or self.states == states)
        self.assumed, self.states = assumed, states
        if stays and (assumed, states) not in self.steps:
            self.steps[assumed, states] = self._compiled(model, batch, optimizers)
        return self.steps.get((assumed, states))

    def _assumptions(
        self,
        model: Any,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> object:
        """All that a graph takes for granted."""
        return (
            is_autocast(),
            tuple([module.training for module in self.modules]),
            layout_of_batch(batch),
            tuple([settings_of(optimizers[player]) for player in model.players]),
        )

    def _compiled(
        self,
        model: Any,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> CompiledStep | None:
        try:
            return CompiledStep(model, batch, optimizers, self.compiler)
        except Exception as fault:  # whatever tracing or a C++ compiler may raise
            text = next(iter(str(fault).splitlines()), "")
            why = text if isinstance(fault, StaysEagerError) else f"{type(fault).__name__}: {text}"
            warnings.warn(f"steps stay eager, for no graph was made: {why}", stacklevel=4)
            return None

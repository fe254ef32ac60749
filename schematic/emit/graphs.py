"""A training step as one graph: copied into what `sgm compile --fast` writes.

A step is traced, with all its draws, losses, gradients and updates, into one graph of PyTorch's own
operations, which TorchInductor compiles. Base noise is drawn outside of it, by the same calls in
the same order as in an eager step, so the same seed gives the same losses, to rounding.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import torch
import torch._inductor
from torch import Tensor, fx, nn
from torch.fx.experimental.proxy_tensor import make_fx

from schematic.emit.looks import habits_of, is_autocast, kind_of, tensors
from schematic.emit.traces import StaysEagerError, lift_noise, owned_by, traceable


def inductor(graph: fx.GraphModule, inputs: list[Any]) -> Any:
    """Compile by TorchInductor, without checks of layouts: they are part of a look."""
    return torch._inductor.compile(graph, inputs, options={"size_asserts": False})


class CompiledStep:
    """A step on batches of one kind."""

    def __init__(
        self,
        model: Any,
        batch: Mapping[str, Any],
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
        self, batch: Mapping[str, Any], optimizers: Mapping[str, torch.optim.Optimizer]
    ) -> dict[str, Tensor]:
        """One batch: every player once, in order; returns the losses."""
        noise = [draw() for draw in self.noise]
        losses = self.run(*self.fixed, *self._states(optimizers), *tensors(batch), *noise)
        return dict(zip(self.owned, losses, strict=True))


class Graphs:
    """The compiled steps of a model, one for each look of it that stays."""

    def __init__(self, compiler: Callable[..., Any] = inductor) -> None:
        """Begin with none."""
        self.compiler = compiler
        self.look: object = None
        self.stock: tuple[int, ...] = ()
        self.modules: list[nn.Module] = []
        self.steps: dict[object, CompiledStep | None] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy of a model makes its own."""
        return Graphs, (self.compiler,)

    def step_for(
        self,
        model: Any,
        batch: Mapping[str, Any],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> CompiledStep | None:
        """The compiled step for a batch, or None where an eager one is to be taken.

        The first of another look takes an eager one: it may be the only one of its size. So does
        the first of all, which makes the optimizers' state; where training is resumed, that is
        there, and it goes on compiled.
        """
        look = self._look(model, batch, optimizers)
        if look != self.look:
            self.modules = list(model.modules())
            look = self._look(model, batch, optimizers)
        stock = tuple([len(optimizers[player].state) for player in model.players])
        stays = self.look in (None, look) and (all(stock) or self.stock == stock)
        self.look, self.stock = look, stock
        if stays and (look, stock) not in self.steps:
            self.steps[look, stock] = self._compiled(model, batch, optimizers)
        return self.steps.get((look, stock))

    def _look(
        self,
        model: Any,
        batch: Mapping[str, Any],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> object:
        """All that a graph takes for granted."""
        return (
            is_autocast(),
            tuple([module.training for module in self.modules]),
            kind_of(batch),
            tuple([habits_of(optimizers[player]) for player in model.players]),
        )

    def _compiled(
        self,
        model: Any,
        batch: Mapping[str, Any],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> CompiledStep | None:
        try:
            return CompiledStep(model, batch, optimizers, self.compiler)
        except Exception as fault:  # whatever tracing or a C++ compiler may raise
            text = next(iter(str(fault).splitlines()), "")
            why = text if isinstance(fault, StaysEagerError) else f"{type(fault).__name__}: {text}"
            warnings.warn(f"steps stay eager, for no graph was made: {why}", stacklevel=4)
            return None

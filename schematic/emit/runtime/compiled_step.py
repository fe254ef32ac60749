"""A training step as one compiled graph, and the graphs of a model.

A step is traced, with all its draws, losses, gradients and updates, into one graph of PyTorch's own
operations, which TorchInductor compiles. Base noise is drawn outside of it, by the same calls in
the same order as in an eager step, so the same seed gives the same losses, to rounding. No graph is
taken that has not been compared with the eager step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
import torch._inductor
from torch import Tensor, fx
from torch.fx.experimental.proxy_tensor import make_fx

from schematic.emit.runtime.assumptions import (
    copied_batch,
    is_autocast,
    layout_of_batch,
    processes,
    settings_of,
    tensors,
)
from schematic.emit.runtime.certificate import Certificate, rehearsed_batches, require_still
from schematic.emit.runtime.kept_values import Watch
from schematic.emit.runtime.recorded import Function, Recorded
from schematic.emit.runtime.rehearsal import rehearsal
from schematic.emit.runtime.rounding import tolerance_of
from schematic.emit.runtime.stays_eager import StaysEagerError, tell_plainly
from schematic.emit.runtime.tracing import lift_noise, owned_by, traceable


def inductor(graph: fx.GraphModule, inputs: list[Any]) -> Any:
    """Compile by TorchInductor, without its checks of layouts, which `Graphs` makes itself."""
    return torch._inductor.compile(graph, inputs, options={"size_asserts": False})


def in_parts(run: Function) -> Callable[[Sequence[Tensor], Sequence[Tensor]], Sequence[Tensor]]:
    """A function of tensors, called as a recorded one is."""
    return lambda staying, new: run(*staying, *new)


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
        if processes() > 1:
            raise StaysEagerError("no graph exchanges gradients with other processes")
        self.owned = {player: owned_by(player, optimizers[player]) for player in model.players}
        inputs = [*self.fixed, *self._states(optimizers), *tensors(batch)]
        with rehearsal(model, optimizers):
            graph = make_fx(traceable(model, self.owned, batch), tracing_mode="fake")(*inputs)
        self.noise = lift_noise(graph)
        self.tolerance = tolerance_of(graph)
        examples = [node.meta["val"] for node in graph.graph.nodes if node.op == "placeholder"]
        with torch.no_grad():
            compiled = compiler(graph, examples)
        self.run = Recorded(compiled) if self._is_on_gpu() else in_parts(compiled)

    def _is_on_gpu(self) -> bool:
        return any(tensor.is_cuda for tensor in self.fixed)

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
        staying = [*self.fixed, *self._states(optimizers)]
        losses = self.run(staying, [*tensors(batch), *noise])
        return dict(zip(self.owned, losses, strict=True))


class Graphs:
    """The compiled steps of a model, one for each set of assumptions that holds twice in a row.

    Attributes:
        compiler: makes a function of a graph and examples of its inputs.
        tell: says why steps stay eager.
    """

    most = 16
    """How many graphs a model has at most, and how many steps in a row wait for one in silence."""

    def __init__(
        self,
        compiler: Callable[..., Any] = inductor,
        tell: Callable[[StaysEagerError], None] | None = None,
    ) -> None:
        """Begin with none."""
        self.compiler, self.tell = compiler, tell or tell_plainly
        self.assumed: object = None
        self.kept: object = None
        self.states: tuple[int, ...] = ()
        self.used: tuple[int, ...] = ()
        self.before: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
        self.watch: Watch | None = None
        self.restless = 0
        self.asked: set[object] = set()
        self.steps: dict[object, CompiledStep | None] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy of a model makes its own."""
        return Graphs, (self.compiler, self.tell)

    def step_for(
        self,
        model: Any,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        optimizers: Mapping[str, torch.optim.Optimizer],
        plain: Callable[..., Mapping[str, Tensor]],
    ) -> CompiledStep | None:
        """The compiled step for a batch, or None where an eager one is to be taken.

        The first step under other assumptions is an eager one, because it may be the only one of
        its size. So is the very first, which makes the optimizers' states; where training is
        resumed these are there, and it goes on compiled.

        Args:
            model: whose step it is.
            batch: of this step.
            optimizers: one for each player.
            plain: the eager step, with which a new graph is compared.
        """
        assumed, kept = self._assumptions(batch, optimizers), self.watch and self.watch.now()
        if assumed != self.assumed or kept != self.kept:
            self.watch = Watch(model)
            kept = self.watch.now()
        states = tuple([len(optimizer.state) for optimizer in optimizers.values()])
        used = tuple([id(optimizer) for optimizer in optimizers.values()])
        is_made = all(states) or (self.states, self.used) == (states, used)
        is_known = self.assumed in (None, assumed) and is_made
        stays = is_known and self.kept in (None, kept)
        before = self.before if self.assumed == assumed else None
        self.assumed, self.kept, self.states, self.used = assumed, kept, states, used
        self.before = None
        key, whatever_is_kept = (assumed, kept, states), (assumed, states)
        if whatever_is_kept in self.steps:
            return None
        if key not in self.steps and stays and len(self.steps) < self.most:
            self.steps[key] = self._compiled(model, batch, before, optimizers, plain)
        if is_known and not stays and whatever_is_kept not in self.asked:
            self.asked.add(whatever_is_kept)
            if not self._stands_still(model, batch, optimizers, plain):
                self.steps[whatever_is_kept] = None
        self._count(key)
        if key not in self.steps and self.restless < self.most:
            self.before = copied_batch(batch)
        return self.steps.get(key)

    def _count(self, key: object) -> None:
        """Count the steps in a row without a graph; tell once that they are many."""
        self.restless = 0 if key in self.steps else self.restless + 1
        if self.restless == self.most:
            why = "batches, settings of optimizers or what nets keep change all the time"
            self.tell(StaysEagerError(why))

    def _assumptions(
        self,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> object:
        """What a graph takes for granted, but for what modules keep."""
        return (
            is_autocast(),
            processes(),
            layout_of_batch(batch),
            tuple([(player, settings_of(each)) for player, each in optimizers.items()]),
        )

    def _stands_still(
        self,
        model: Any,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        optimizers: Mapping[str, torch.optim.Optimizer],
        plain: Callable[..., Mapping[str, Tensor]],
    ) -> bool:
        """Whether a step leaves alone what nets keep, so that it was the user who changed it."""
        try:
            require_still(model, batch, optimizers, plain)
        except StaysEagerError as fault:
            self.tell(fault)
            return False
        return True

    def _compiled(
        self,
        model: Any,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        before: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None,
        optimizers: Mapping[str, torch.optim.Optimizer],
        plain: Callable[..., Mapping[str, Tensor]],
    ) -> CompiledStep | None:
        """A graph that does what the plain step does on this batch and on another one, or None."""
        try:
            made = CompiledStep(model, batch, optimizers, self.compiler)
            certificate = Certificate(model, optimizers, made.owned, made.tolerance)
            certificate.require(made, plain, rehearsed_batches(batch, before))
        except StaysEagerError as fault:
            self.tell(fault)
            return None
        except Exception as fault:  # whatever tracing, a compiler or a net of a user may raise
            text = next(iter(str(fault).splitlines()), "")
            self.tell(StaysEagerError(f"{type(fault).__name__}: {text}"))
            return None
        return made

"""A model whose shapes are not known yet: built when the first batch shows them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from schematic.diagnostics import SchematicError
from schematic.graph import DataLaw, Schematic
from schematic.model import model_findings as errors
from schematic.model.batch_checks import require_batches, require_mapping, shape_faults
from schematic.model.time_axis import by_copy, time_axis_faults
from schematic.objective import derive

Shapes = Mapping[str, tuple[int, ...]]
_BUILDS = ("draw", "losses", "terms", "step")
_WAITS = ("optimizers", "sample", "infer", "reconstruct", "source", "nets", "program")


class Deferred(nn.Module):
    """What stands for a model until a batch has come, and then hands everything on to it.

    `losses`, `terms` and `step` build it. Before that there are no parameters, so `optimizers`
    and the rest raise SchematicError (SGM607).
    """

    def __init__(self, schematic: Schematic, build: Callable[[Shapes], nn.Module]) -> None:
        """Wait for shapes."""
        super().__init__()
        self.schematic = schematic
        self._make = build
        self._waiting: list[Callable[[nn.Module], object]] = []
        self.players = tuple(player.name for player in derive(schematic).players)

    def _apply(self, fn: Any, recurse: bool = True) -> Any:
        """Remember `.double()`, `.to(…)` and the like until there is something to move."""
        if not self._is_built:
            self._waiting.append(lambda model: model._apply(fn, recurse))  # type: ignore[no-untyped-call]
            return self
        return super()._apply(fn, recurse)  # type: ignore[no-untyped-call]

    def apply(self, fn: Callable[[nn.Module], None]) -> Deferred:
        """Remember what is done to every module, such as `m.apply(init)`, until there are some."""
        if not self._is_built:
            self._waiting.append(lambda model: model.apply(fn))
            return self
        return super().apply(fn)

    def requires_grad_(self, requires_grad: bool = True) -> Deferred:
        """Remember whether parameters are trained until there are some."""
        if not self._is_built:
            self._waiting.append(lambda model: model.requires_grad_(requires_grad))
            return self
        return super().requires_grad_(requires_grad)

    def load_state_dict(self, *arguments: Any, **options: Any) -> Any:
        """The parameters of a state, once there are some.

        Raises:
            SchematicError: there are no parameters yet (SGM607).
        """
        if not self._is_built:
            raise self._unknown("`load_state_dict` has to wait")
        return super().load_state_dict(*arguments, **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> Deferred:
        """A copy that is built by itself; the schematic is data that never changes."""
        twin = Deferred(self.schematic, self._make)
        twin._waiting = list(self._waiting)
        twin.train(self.training)
        if self._is_built:
            twin.model = copy.deepcopy(self.model, memo)
        memo[id(self)] = twin
        return twin

    @property
    def _is_built(self) -> bool:
        return "model" in self.__dict__.get("_modules", {})

    def materialise(self, batch: Mapping[str, Any]) -> nn.Module:
        """The model, built from the shapes of a batch if it is not there yet.

        Raises:
            SchematicError: the batch is not a mapping (SGM616), lacks a node (SGM608), holds no
                tensor of it (SGM609), or does not show every shape (SGM607).
        """
        if not self._is_built:
            model = self._make(self._shapes(self._first(batch)))
            if isinstance(model, Deferred):
                raise self._unknown("its nets cannot be built")
            for change in self._waiting:
                change(model)
            self.model = model.train(self.training)
        return self.model

    def _first(self, given: Any) -> Any:
        """A batch, or the first of those that a training step takes."""
        batches = derive(self.schematic).batches
        is_list = batches > 1 and isinstance(given, list | tuple)
        if is_list:
            require_batches(self.schematic, batches, given)
        return given[0] if is_list else given

    def _shapes(self, batch: Mapping[str, Any]) -> Shapes:
        require_mapping(self.schematic, batch)
        if misfits := tuple(time_axis_faults(self.schematic, batch)):
            raise SchematicError(misfits)
        batch = by_copy(self.schematic, batch)
        found = {}
        for node in self.schematic.nodes.values():
            if not isinstance(node.law, DataLaw):
                continue
            value: Any = batch.get(node.name)
            if isinstance(value, Mapping):
                value = next(iter(value.values()), None)
            findings = list(shape_faults(node, value, list(batch)))
            if findings:
                raise SchematicError(findings)
            if node.space.shape is None:
                found[node.name] = tuple(value.shape[1:])
        return found

    def _unknown(self, why: str) -> SchematicError:
        nodes = (n for n in self.schematic.nodes.values() if n.space.shape is None)
        findings = [errors.unknown_shape(node, why) for node in nodes]
        return SchematicError(findings, self.schematic.source)

    def __getattr__(self, name: str) -> Any:
        """What the model has, once there is one."""
        if self._is_built and name != "model":
            return getattr(self._modules["model"], name)
        if name in _BUILDS:
            return lambda batch, *rest, **more: getattr(self.materialise(batch), name)(
                batch, *rest, **more
            )
        if name in _WAITS:
            raise self._unknown(f"`{name}` has to wait")
        return super().__getattr__(name)

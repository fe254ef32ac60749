"""A model whose shapes are not known yet: built when the first batch shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor, nn

from schematic.diagnostics import SchematicError
from schematic.graph import DataLaw, Schematic
from schematic.model import model_findings as errors
from schematic.objective import derive

Shapes = Mapping[str, tuple[int, ...]]
_BUILDS = ("draw", "losses", "terms", "step")


class Deferred(nn.Module):
    """Stands for a model until a batch has come; then it is that model, under another name.

    `losses`, `terms` and `step` build it. Before that there are no parameters, so `optimizers`
    and the rest raise SchematicError (SGM607).
    """

    def __init__(self, schematic: Schematic, build: Callable[[Shapes], nn.Module]) -> None:
        """Wait for shapes."""
        super().__init__()
        self.schematic = schematic
        self._make = build
        self._casts: list[Callable[[nn.Module], Any]] = []
        self.players = tuple(player.name for player in derive(schematic).players)

    def _apply(self, fn: Any, recurse: bool = True) -> Any:
        """Remember `.double()`, `.to(…)` and the like until there is something to move."""
        if "model" not in self._modules:
            self._casts.append(lambda model: model._apply(fn, recurse))  # type: ignore[no-untyped-call]
            return self
        return super()._apply(fn, recurse)  # type: ignore[no-untyped-call]

    def materialise(self, batch: Mapping[str, Any]) -> nn.Module:
        """The model, built from the shapes of a batch if it is not there yet.

        Raises:
            SchematicError: the batch lacks a node (SGM608), or does not show every shape (SGM607).
        """
        if "model" not in self._modules:
            model = self._make(self._shapes(batch))
            if isinstance(model, Deferred):
                raise self._unknown("its nets cannot be built")
            for cast in self._casts:
                model = cast(model)
            self.model = model
        return self.model

    def _shapes(self, batch: Mapping[str, Any]) -> Shapes:
        found = {}
        for node in self.schematic.nodes.values():
            if not isinstance(node.law, DataLaw):
                continue
            value = batch.get(node.name)
            if isinstance(value, Mapping):
                value = next(iter(value.values()), None)
            if not isinstance(value, Tensor):
                finding = errors.missing_in_batch(node.name, list(batch), ())
                raise SchematicError([finding])
            found[node.name] = tuple(value.shape[1:])
        return found

    def _unknown(self, why: str) -> SchematicError:
        nodes = (n for n in self.schematic.nodes.values() if n.space.shape is None)
        findings = [errors.unknown_shape(node, why) for node in nodes]
        return SchematicError(findings, self.schematic.source)

    def __getattr__(self, name: str) -> Any:
        """What the model has, once there is one."""
        if "model" in self.__dict__.get("_modules", {}) and name != "model":
            return getattr(self._modules["model"], name)
        if name in _BUILDS:
            return lambda batch, *rest, **more: getattr(self.materialise(batch), name)(
                batch, *rest, **more
            )
        if name in ("optimizers", "sample", "infer", "reconstruct", "source", "nets", "program"):
            raise self._unknown(f"`{name}` has to wait")
        return super().__getattr__(name)

"""A model whose shapes are not known yet: it is built when the first batch shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from schematic.diagnostics import SchematicError
from schematic.graph import DataLaw, Schematic
from schematic.model import model_findings as errors
from schematic.model.batch_checks import require_batches, require_mapping, shape_faults
from schematic.model.handed_in import as_batch
from schematic.model.not_called import refuse_call
from schematic.model.shapes_to_write import ask_for_shapes
from schematic.model.time_axis import by_copy, time_axis_faults
from schematic.objective import derive
from schematic.program.written_names import attribute

Shapes = Mapping[str, tuple[int, ...]]
_BUILDS = ("draw", "losses", "terms", "step")
_WAITS = ("optimizers", "sample", "infer", "reconstruct", "source", "nets", "program")


def _waits(name: str) -> Callable[..., Any]:
    """A method of `nn.Module` that would find nothing, or be forgotten, and is refused (SGM607)."""

    def method(self: Deferred, *_: Any, **__: Any) -> Any:
        raise self._unknown(f"`{name}` has to wait")

    return method


class Deferred(nn.Module):
    """What stands for a model until a batch has come, and then becomes it.

    `losses`, `terms` and `step` build the model. What is done to all of its parts before (`to`,
    `apply`, `train`, `requires_grad_` and the like) is remembered, and done then, in order. What
    asks for parts that are not there yet raises SchematicError (SGM607). As soon as it is built,
    this object is of the model's class and has all that the model has.
    """

    forward = compile = refuse_call
    add_module = _waits("add_module")
    buffers = _waits("buffers")
    get_buffer = _waits("get_buffer")
    get_parameter = _waits("get_parameter")
    get_submodule = _waits("get_submodule")
    load_state_dict = _waits("load_state_dict")
    named_buffers = _waits("named_buffers")
    named_parameters = _waits("named_parameters")
    parameters = _waits("parameters")
    register_backward_hook = _waits("register_backward_hook")
    register_buffer = _waits("register_buffer")
    register_forward_hook = _waits("register_forward_hook")
    register_forward_pre_hook = _waits("register_forward_pre_hook")
    register_full_backward_hook = _waits("register_full_backward_hook")
    register_full_backward_pre_hook = _waits("register_full_backward_pre_hook")
    register_module = _waits("register_module")
    register_parameter = _waits("register_parameter")
    state_dict = _waits("state_dict")

    def __init__(self, schematic: Schematic, build: Callable[[Shapes], nn.Module]) -> None:
        """Wait for shapes."""
        super().__init__()
        self.schematic = schematic
        self._make = build
        self._waiting: list[Callable[[nn.Module], object]] = []
        self.players = tuple(player.name for player in derive(schematic).players)

    def extra_repr(self) -> str:
        """What it waits for."""
        nodes = self.schematic.nodes.values()
        names = [node.name for node in nodes if node.is_data and node.space.shape is None]
        return f"{self.schematic.name}, until a batch or `shapes` says what {', '.join(names)} is"

    def _apply(self, fn: Any, recurse: bool = True) -> Any:
        """Remember `.double()`, `.to(…)` and the like until there is something to move."""
        return self._later(lambda model: model._apply(fn, recurse))  # type: ignore[no-untyped-call]

    def apply(self, fn: Callable[[nn.Module], None]) -> Deferred:
        """Remember what is done to every module, such as `m.apply(init)`, until there are some."""
        return self._later(lambda model: model.apply(fn))

    def requires_grad_(self, requires_grad: bool = True) -> Deferred:
        """Remember whether parameters are trained until there are some."""
        return self._later(lambda model: model.requires_grad_(requires_grad))

    def train(self, mode: bool = True) -> Deferred:
        """Remember the mode; parts that a user has set otherwise before keep theirs until then."""
        self.training = mode
        return self._later(lambda model: model.train(mode))

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Do nothing: there are no gradients yet."""

    def _later(self, change: Callable[[nn.Module], object]) -> Deferred:
        self._waiting.append(change)
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Deferred:
        """A copy that is built by itself; the schematic is data that never changes."""
        twin = Deferred(self.schematic, self._make)
        memo[id(self)] = twin
        twin._waiting = list(self._waiting)
        twin.training = self.training
        return twin

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Refuse to be pickled.

        Raises:
            SchematicError: always; with what to do first (SGM619).
        """
        raise SchematicError([errors.not_picklable(self.schematic.name)])

    def materialise(self, batch: Mapping[str, Any]) -> nn.Module:
        """Build the model from the shapes of a batch, and become it.

        Raises:
            SchematicError: the batch is not a mapping (SGM616), lacks a node (SGM608), holds no
                tensor of it (SGM609), or does not show every shape (SGM607).
        """
        model = self._make(self._shapes(self._first(batch)))
        if isinstance(model, Deferred):
            raise self._unknown("its nets cannot be built")
        waiting = tuple(self._waiting)
        for name, value in self._added().items():
            setattr(model, name, value)
        for change in waiting:
            change(model)
        vars(self).clear()
        vars(self).update(vars(model))
        self.__class__ = type(model)  # type: ignore[assignment]  # as lazy layers of PyTorch do
        return self

    def _added(self) -> dict[str, Any]:
        """What a user has set on this object, a module or something else."""
        own = {*vars(nn.Module()), "schematic", "players", "_make", "_waiting"}
        kept = {name: value for name, value in vars(self).items() if name not in own}
        return {**kept, **self._modules, **self._parameters, **self._buffers}

    def _first(self, given: Any) -> Any:
        """A batch, or the first of those that a training step takes."""
        batches = derive(self.schematic).batches
        is_list = batches > 1 and isinstance(given, list | tuple)
        if is_list:
            given = [as_batch(self.schematic, each) for each in given]
            require_batches(self.schematic, batches, given)
        return given[0] if is_list else as_batch(self.schematic, given)

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
        names = (name for name, n in self.schematic.nodes.items() if n.space.shape is None)
        findings = ask_for_shapes(self.schematic, names, why)
        return SchematicError(findings.values(), self.schematic.source)

    def __dir__(self) -> list[str]:
        """What the model will have, for the completion of names."""
        own = super().__dir__()  # type: ignore[no-untyped-call]
        return sorted({*own, *_BUILDS, *_WAITS})

    def __getattr__(self, name: str) -> Any:
        """What builds the model, or says why it has to wait."""
        if name in _BUILDS:
            return lambda batch, *rest, **more: getattr(self.materialise(batch), name)(
                batch, *rest, **more
            )
        if name in _WAITS or name in map(attribute, self.schematic.group_of):
            raise self._unknown(f"`{name}` has to wait")
        return super().__getattr__(name)

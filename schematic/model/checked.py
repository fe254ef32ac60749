"""What stands before an emitted model: batches are checked, and what it cannot do is explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from schematic.diagnostics import Diagnostic, SchematicError
from schematic.families import Kind
from schematic.graph import DataLaw, Node, Schematic
from schematic.model import errors
from schematic.program import Program
from schematic.program.names import variable

Noise = Mapping[str, Tensor] | None


class Checked:
    """Mixed in before the emitted class.

    Attributes:
        source: the text that runs.
        program: what it was written from.

    A batch that looks like the last good one is not checked again: every step asks.
    """

    source: str
    program: Program
    _seen: list[object] | None = None

    @property
    def schematic(self) -> Schematic:
        """The schematic that was compiled, all shapes filled in."""
        return self.program.schematic

    def draw(
        self, batch: Mapping[str, Any], noise: Mapping[str, Tensor] | None = None
    ) -> dict[str, Tensor]:
        """The emitted `draw`, on a batch that fits.

        Raises:
            SchematicError: a data node is missing (SGM608), or has a wrong shape or type (SGM609).
        """
        seen = _looks(batch)
        if seen != self._seen:
            findings = list(_faults(self.schematic, batch, _dtype(self)))
            if findings:
                raise SchematicError(findings)
            self._seen = seen
        return super().draw(batch, noise)  # type: ignore[misc,no-any-return]

    def _apply(self, fn: Any, recurse: bool = True) -> Any:
        """Forget the last good batch: the parameters may change their type."""
        self._seen = None
        return super()._apply(fn, recurse)  # type: ignore[misc]

    def sample(self, n: int, *, noise: Noise = None, **given: Tensor) -> Tensor:
        """The emitted `sample`; nodes are given by the names that they have in the spec.

        Raises:
            SchematicError: nothing leads from priors to data (SGM610).
        """
        if not self.program.samples:
            why = "no chain of arrows leads from priors to a data node"
            cure = "give the code a prior, `~ Normal(0, 1)`, and match it"
            name = self.schematic.name
            raise SchematicError([errors.impossible(name, "sample", why, cure)])
        written = self._written(given)
        return super().sample(n, noise=noise, **written)  # type: ignore[misc,no-any-return]

    def infer(self, node: str, *, noise: Noise = None, **given: Tensor) -> Tensor:
        """The emitted `infer`; nodes are given by the names that they have in the spec.

        Raises:
            SchematicError: no way leads from what is given to the node (SGM610).
        """
        recipes = {recipe.target: recipe for recipe in self.program.infers}
        written = self._written(given)
        needs = recipes[node].needs if node in recipes else ()
        missing = [name for name in needs if variable(name) not in written]
        if node not in recipes or missing:
            known = "; ".join(f"{r.target} of {', '.join(r.needs)}" for r in recipes.values())
            why = f"it needs {', '.join(missing)}" if missing else "no arrow leads to it"
            name = self.schematic.name
            finding = errors.impossible(name, f"infer `{node}`", why, f"known: {known}")
            raise SchematicError([finding])
        return super().infer(node, noise=noise, **written)  # type: ignore[misc,no-any-return]

    def reconstruct(self, *values: Tensor, noise: Noise = None, **given: Tensor) -> Tensor:
        """The emitted `reconstruct`; nodes are given by the names that they have in the spec.

        Raises:
            SchematicError: nothing infers a code from the data (SGM610).
        """
        if not self.program.reconstructs:
            why = "no arrow infers a code from the data, so there is nothing to go back from"
            cure = "add one, such as `x -> z ~ Q[η]` (swap with `sgm rewrite`) or `x ..> z ~ E[η]`"
            name = self.schematic.name
            raise SchematicError([errors.impossible(name, "reconstruct", why, cure)])
        written = self._written(given)
        return super().reconstruct(*values, noise=noise, **written)  # type: ignore[misc,no-any-return]

    def _written(self, given: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Values of nodes by the arguments of the emitted methods."""
        nodes = self.schematic.nodes
        return {variable(n) if n in nodes else n: value for n, value in given.items()}


def _looks(batch: Mapping[str, Any]) -> list[object]:
    """What is checked of a batch: names, shapes and types."""
    return [
        (name, value.shape, value.dtype)
        if isinstance(value, Tensor)
        else (name, _looks(value) if isinstance(value, Mapping) else type(value))
        for name, value in batch.items()
    ]


def _dtype(model: Any) -> torch.dtype | None:
    parameter = next(model.parameters(), None)
    return None if parameter is None else parameter.dtype


def _faults(
    schematic: Schematic, batch: Mapping[str, Any], dtype: torch.dtype | None
) -> Iterator[Diagnostic]:
    lengths: dict[str, int] = {}
    for node in schematic.nodes.values():
        if not isinstance(node.law, DataLaw):
            continue
        labels = schematic.nodes[node.law.by].space.labels if node.law.by else ()
        value = batch.get(node.name)
        if value is None:
            yield errors.missing_in_batch(node.name, list(batch), labels)
        elif not labels:
            yield from _tensor_faults(node, node.name, value, dtype)
            if isinstance(value, Tensor) and node.law.when is None and value.dim():
                lengths[node.name] = len(value)
        elif not isinstance(value, Mapping) or set(labels) - value.keys():
            yield errors.missing_in_batch(node.name, list(batch), labels)
        else:
            for label in labels:
                yield from _tensor_faults(node, f"{node.name}[{label}]", value[label], dtype)
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{length} of {name}" for name, length in lengths.items())
        yield errors.wrong_batch("the batch", shown, "as many of each")


def _tensor_faults(
    node: Node, name: str, value: Any, dtype: torch.dtype | None
) -> Iterator[Diagnostic]:
    shape = node.space.shape
    is_class = node.space.kind is Kind.CAT
    wanted = "int64 [B]" if is_class else f"[B, {', '.join(map(str, shape or ('…',)))}]"
    if not isinstance(value, Tensor):
        yield errors.wrong_batch(name, type(value).__name__, f"a tensor {wanted}")
    elif value.dim() == 0 or (shape is not None and tuple(value.shape[1:]) != shape):
        yield errors.wrong_batch(name, str(list(value.shape)), wanted)
    elif len(value) == 0:
        yield errors.wrong_batch(name, "empty", f"{wanted} with at least one example")
    elif is_class and value.dtype != torch.int64:
        yield errors.wrong_batch(name, str(value.dtype), wanted)
    elif not is_class and dtype is not None and value.dtype != dtype:
        yield errors.wrong_batch(name, str(value.dtype), f"{dtype}, the type of the model")

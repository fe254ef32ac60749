"""A batch, or values given to `sample` and the like → findings about names, shapes and types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from schematic.diagnostics import Diagnostic, SchematicError
from schematic.families import Kind
from schematic.graph import DataLaw, Node, Schematic
from schematic.graph.ports import couples_examples
from schematic.model import model_findings as errors
from schematic.model.cures_of_containers import batch_cure, named_type, tensor_cure, type_cure
from schematic.model.time_axis import by_copy, time_axis_faults
from schematic.model.values import value_faults
from schematic.objective.printing.labels import label_of
from schematic.objective.readings import ancestry
from schematic.objective.terms import Body, Draw, Objective
from schematic.program import Program


def looks_of(batch: Mapping[str, Any]) -> list[object]:
    """What is checked of a batch: names, shapes, types, devices and layouts."""
    return [
        (name, value.shape, value.dtype, value.device, value.layout)
        if isinstance(value, Tensor)
        else (name, looks_of(value) if isinstance(value, Mapping) else type(value))
        for name, value in batch.items()
    ]


def lengths_of(schematic: Schematic, batch: Mapping[str, Any]) -> dict[str, int]:
    """How many examples there are of each data node, or of each data set `node[label]`."""
    lengths = {}
    batch = by_copy(schematic, batch)
    for node in schematic.nodes.values():
        value = batch.get(node.name) if node.is_data else None
        if isinstance(value, Tensor):
            lengths[node.name] = len(value)
        elif isinstance(value, Mapping):
            lengths |= {f"{node.name}[{label}]": len(each) for label, each in value.items()}
    return lengths


def batch_faults(
    schematic: Schematic, batch: Mapping[str, Any], like: Tensor | None
) -> Iterator[Diagnostic]:
    """Findings about a batch for the losses of a schematic, whose nets have parameters like one."""
    lengths: dict[str, int] = {}
    if misfits := tuple(time_axis_faults(schematic, batch)):
        yield from misfits
        return
    batch = by_copy(schematic, batch)
    for node in schematic.nodes.values():
        if not isinstance(node.law, DataLaw):
            continue
        labels = schematic.nodes[node.law.by].space.labels if node.law.by else ()
        value = batch.get(node.name)
        if value is None:
            yield errors.missing_in_batch(node.name, list(batch), labels)
        elif labels:
            yield from _labelled_faults(node, labels, value, like)
        else:
            yield from tensor_faults(node, f"`{node.name}` in the batch", value, like)
            if isinstance(value, Tensor) and node.law.when is None and value.dim():
                lengths[node.name] = len(value)
    yield from _length_faults("the batch", lengths)


def lone_faults(objective: Objective, batch: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Findings about a batch of one example that some terms compare with others."""
    lengths = lengths_of(objective.schematic, batch).values()
    if min(lengths, default=2) < 2:
        yield from (errors.lone_example(label_of(objective, body)) for body in objective.compared)


def lone_net_faults(program: Program, batch: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Findings about a batch of one example whose statistics a net takes in training."""
    schematic = program.schematic
    if min(lengths_of(schematic, batch).values(), default=2) < 2:
        nets = (net for net in schematic.group_of if net not in program.bound)
        joint = (net for net in nets if couples_examples(schematic, net))
        yield from (errors.lone_example(f"the batch norm of `{net}`") for net in joint)


def pair_faults(objective: Objective, batch: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Findings about sides that some terms set beside each other, and that are not equally many."""
    found = lengths_of(objective.schematic, batch)
    terms = (term for player in objective.players for term in player.terms)
    pairs: dict[tuple[str, ...], Body] = {}
    for term in terms:
        if term.body.pairs:
            pairs.setdefault(term.body.reads, term.body)
    for body in pairs.values():
        draws = [objective.draw(name) for name in sorted(ancestry(objective, body.reads))]
        names = {_set_of(objective, draw) for draw in draws if draw.is_data}
        lengths = {name: found[name] for name in sorted(names)}
        yield from _length_faults(f"{label_of(objective, body)} pairs rows, and the batch", lengths)


def _set_of(objective: Objective, draw: Draw) -> str:
    """The data set of a draw as `lengths_of` names it."""
    if draw.branch is None or not isinstance(draw.law, DataLaw) or not draw.law.by:
        return draw.node
    return f"{draw.node}[{objective.schematic.nodes[draw.law.by].space.labels[draw.branch]}]"


def _labelled_faults(
    node: Node, labels: tuple[str, ...], value: Any, like: Tensor | None
) -> Iterator[Diagnostic]:
    """Findings about a node that has a data set for each label of an indicator."""
    if not isinstance(value, Mapping):
        shown = "{" + ", ".join(f"'{label}': …" for label in labels) + "}"
        expected = f"one tensor a label, {shown}"
        yield errors.wrong_batch(f"`{node.name}` in the batch", kind_of(value), expected)
        return
    if set(labels) - value.keys():
        yield errors.missing_in_batch(node.name, list(value), labels)
        return
    for label in labels:
        what = f"`{node.name}[{label}]` in the batch"
        yield from tensor_faults(node, what, value[label], like)


def given_faults(
    schematic: Schematic,
    needs: Sequence[str],
    given: Mapping[str, Any],
    like: Tensor | None,
    length: int | None,
) -> Iterator[Diagnostic]:
    """Findings about values that are given by the names of nodes; `length` is that of priors."""
    for name in given:
        if name not in needs:
            yield errors.unknown_value(name, needs)
    lengths = {} if length is None else {"n": length}
    for name in needs:
        misfits = list(tensor_faults(schematic.nodes[name], f"`{name}`", given[name], like))
        yield from misfits or value_faults(schematic.nodes[name], f"`{name}`", given[name])
        if isinstance(given[name], Tensor) and given[name].dim():
            lengths[name] = len(given[name])
    yield from _length_faults("what is given", lengths)


def _length_faults(what: str, lengths: Mapping[str, int]) -> Iterator[Diagnostic]:
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{length} of `{name}`" for name, length in lengths.items())
        yield errors.other_lengths(what, shown)


def require_mapping(schematic: Schematic, batch: object) -> None:
    """Refuse a batch that does not map nodes to tensors.

    Raises:
        SchematicError: it is something else (SGM616).
    """
    if not isinstance(batch, Mapping):
        names = [node.name for node in schematic.nodes.values() if node.is_data]
        cure = batch_cure(batch, names)
        raise SchematicError([errors.not_a_batch(named_type(batch), names, cure=cure)])


def require_batches(schematic: Schematic, batches: int, given: Any) -> None:
    """Refuse what is no batch, or no list of as many batches as a training step takes.

    Raises:
        SchematicError: it is something else (SGM616).
    """
    if batches == 1:
        require_mapping(schematic, given)
        return
    is_list = isinstance(given, list | tuple)
    if not is_list or len(given) != batches:
        names = [node.name for node in schematic.nodes.values() if node.is_data]
        found = f"{len(given)} batches" if is_list else named_type(given)
        raise SchematicError([errors.not_a_batch(found, names, batches)])
    for batch in given:
        require_mapping(schematic, batch)


def shape_faults(node: Node, value: object, found: list[str]) -> Iterator[Diagnostic]:
    """Findings about a value that does not show the shape of a node."""
    if value is None:
        yield errors.missing_in_batch(node.name, found, ())
    elif not isinstance(value, Tensor) or value.dim() == 0:
        yield from tensor_faults(node, f"`{node.name}` in the batch", value, None)


def tensor_faults(node: Node, what: str, value: Any, like: Tensor | None) -> Iterator[Diagnostic]:
    """Findings about a value of a node, [B, …]: no tensor, or one unlike those of the model.

    Args:
        node: whose value it is.
        what: how a finding names it.
        value: what is given.
        like: a parameter of the model, which has its type and its device; None where it has none.
    """
    shape = node.space.shape
    is_class = node.space.kind is Kind.CAT
    wanted = "int64 [B]" if is_class else f"[B, {', '.join(map(str, shape or ('…',)))}]"
    dtype = torch.int64 if is_class else None if like is None else like.dtype
    if not isinstance(value, Tensor):
        expected = f"a tensor {wanted}"
        yield errors.wrong_batch(what, kind_of(value), expected, tensor_cure(value, dtype))
    elif value.dim() == 0 or (shape is not None and tuple(value.shape[1:]) != shape):
        is_one_hot = is_class and value.dim() == 2 and value.shape[1] == node.space.classes
        cure = "write `.argmax(1)` behind it, if its rows are one-hot" if is_one_hot else None
        yield errors.wrong_batch(what, str(list(value.shape)), wanted, cure)
    elif len(value) == 0:
        yield errors.wrong_batch(what, "empty", f"{wanted} with at least one example")
    elif value.layout is not torch.strided:
        yield errors.wrong_batch(what, "sparse", "dense", "write `.to_dense()` behind it")
    elif dtype is not None and value.dtype != dtype:
        expected = wanted if is_class else f"{dtype}, the type of the model"
        cure = type_cure(dtype, value.dtype)
        yield errors.wrong_batch(what, str(value.dtype), expected, cure)
    elif like is not None and value.device != like.device:
        yield errors.other_device(what, str(value.device), str(like.device))


def kind_of(value: object) -> str:
    """What a value is, for a finding."""
    return "a tensor" if isinstance(value, Tensor) else f"of type `{type(value).__name__}`"

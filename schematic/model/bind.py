"""Modules of the user → nets of the schematic: names, shapes and ownership made sure of."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn

from schematic.diagnostics import Diagnostic, SchematicError
from schematic.diagnostics.report import write_text
from schematic.families import Kind
from schematic.graph import Factor, Parts, Schematic
from schematic.graph.diffusions import diffusions
from schematic.graph.elaborate import shape_faults
from schematic.graph.features import seen_by
from schematic.graph.graph_findings import other_shape
from schematic.graph.names import ascii_name
from schematic.graph.schematic import Space
from schematic.graph.scope import as_shape
from schematic.model import model_findings as errors
from schematic.model.bounded_end import bounded_end, watched
from schematic.model.invertible import broken_promise
from schematic.objective import derive
from schematic.objective.chains import fixed_nets
from schematic.objective.estimator import is_read_as_numbers
from schematic.program.raw_parameters import axis_of, nets_of
from schematic.spaces import width

Shapes = Mapping[str, tuple[int, ...]]
PROBES = 2
"""The batch size of a probe."""


def with_shapes(schematic: Schematic, shapes: Shapes) -> Schematic:
    """The schematic with event shapes filled in where it has none; a mixture has its value's."""
    mixed = {d.noisy: shapes[d.value] for d in diffusions(schematic) if d.value in shapes}
    shapes = {**mixed, **shapes}
    nodes = [
        replace(node, space=replace(node.space, shape=tuple(shapes[node.name])))
        if node.space.shape is None and node.name in shapes
        else node
        for node in schematic.nodes.values()
    ]
    return replace(schematic, parts=Parts.of(nodes, list(schematic.factors)))


def with_given_shapes(schematic: Schematic, shapes: Shapes) -> Schematic:
    """The schematic with the shapes that a user gives.

    Raises:
        SchematicError: one is of no node (SGM202), is none (SGM216, SGM220), or contradicts the
            spec (SGM217).
    """
    steps = schematic.time_steps
    every = {name: shapes[step.stem] for name, step in steps.items() if step.stem in shapes}
    stems = {step.stem for step in steps.values()}
    mine = {name: shape for name, shape in shapes.items() if name not in stems}
    shapes = {**every, **mine}
    findings = list(shape_faults(shapes, schematic.nodes))
    sound = {ascii_name(name): as_shape(shape) or () for name, shape in shapes.items()}
    for name, shape in {} if findings else sound.items():
        node = schematic.nodes[name]
        if node.space.shape not in (None, shape):
            findings.append(other_shape(node.span, name, str(node.space), list(shape)))
    if findings:
        raise SchematicError(findings, schematic.source)
    return with_shapes(schematic, sound)


def check_modules(schematic: Schematic, modules: Mapping[str, nn.Module]) -> None:
    """Refuse modules that no factor names, that are not modules, or that two players would share.

    Raises:
        SchematicError: SGM601, SGM602, SGM605 or SGM606.
    """
    findings = list(_modules(schematic, modules))
    if findings:
        raise SchematicError(findings, schematic.source)


def _modules(schematic: Schematic, modules: Mapping[str, nn.Module]) -> Iterator[Diagnostic]:
    fixed = fixed_nets(schematic)
    for name, module in modules.items():
        if name not in schematic.group_of:
            yield errors.unknown_net(name, schematic.group_of)
        if name in fixed:
            yield errors.fixed_number(name, fixed[name])
        if not _is_module(module):
            yield errors.not_a_module(name, repr(module)[:80])
    owners: dict[int, tuple[str, str]] = {}
    players = {group: p.name for p in derive(schematic).players for group in p.groups}
    for name, module in modules.items():
        if name not in schematic.group_of or not _is_module(module):
            continue
        player = players.get(schematic.group_of[name], "")
        for parameter in module.parameters():
            first, owner = owners.setdefault(id(parameter), (name, player))
            if owner != player:
                yield errors.shared_parameters(first, name)
                break
    for net in schematic.nets.values():
        trunk = modules.get(net.trunk or "") if net.name in schematic.group_of else None
        if trunk is not None and net.name not in modules and not hasattr(trunk, "trunk"):
            yield errors.no_trunk(net.trunk or "", net.name)
    for factor in schematic.factors:
        name = factor.attributes.features
        by_trunk = name in modules and seen_by(schematic, factor).by_trunk
        if by_trunk and not hasattr(modules[name], "trunk"):
            yield errors.no_features(factor, name)


def _is_module(value: object) -> bool:
    return isinstance(value, nn.Module)


def probe(schematic: Schematic, modules: Mapping[str, nn.Module]) -> Schematic:
    """The schematic with the shapes that bound modules reveal, each module tried once.

    Raises:
        SchematicError: a module fails on its parents (SGM604) or returns a wrong shape (SGM603).
    """
    waiting = [f for f in schematic.factors if any(ref.net in modules for ref in f.law.nets)]
    progress = True
    while waiting and progress:
        progress = False
        for factor in list(waiting):
            if all(schematic.nodes[p].space.shape is not None for p in factor.parents):
                schematic = _probe(schematic, factor, modules)
                waiting.remove(factor)
                progress = True
    return schematic


def _probe(schematic: Schematic, factor: Factor, modules: Mapping[str, nn.Module]) -> Schematic:
    child = schematic.nodes[factor.child]
    for ref, copies in nets_of(factor):
        if ref.net not in modules:
            continue
        if schematic.is_invertible(factor):
            schematic = _probe_invertible(schematic, factor, ref.net, modules[ref.net])
            continue
        output = _run(schematic, factor, ref.net, modules[ref.net])
        found = tuple(output.shape)
        if child.space.shape is None:
            shape = _event(found[1:], copies, axis_of(child))
            if shape is not None:
                schematic = with_shapes(schematic, {child.name: shape})
                child = schematic.nodes[factor.child]
        expected = _expected(child.space, copies, axis_of(child))
        if found not in expected:
            raw = " and ".join(factor.law.form.raw[:copies] if not factor.hollow else ["the mean"])
            shown = " or ".join(_shown(shape) for shape in expected)
            finding = errors.wrong_output(factor, ref.net, _shown(found), shown, raw)
            raise SchematicError([finding], schematic.source)
    return schematic


def _probe_invertible(
    schematic: Schematic, factor: Factor, net: str, module: nn.Module
) -> Schematic:
    """The schematic with the child's shape; an invertible module must keep what it promises.

    Raises:
        SchematicError: it fails (SGM604), or is not invertible as it says (SGM511).
    """
    like = next(module.parameters(), torch.zeros(()))
    first, *others = (schematic.nodes[name].space for name in factor.parents)
    rows = [
        _zeros(space, like, numbers=is_read_as_numbers(schematic, name))
        for space, name in zip(others, factor.parents[1:], strict=True)
    ]
    shape, training = tuple(first.shape or ()), module.training
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            value = torch.randn(PROBES, *shape, dtype=like.dtype, device=like.device)
        fault = broken_promise(module.eval(), value, rows, backwards=not factor.dashed)
    except Exception as raised:  # whatever a user's module may raise
        shown = ", ".join(_shown(tuple(a.shape)) for a in (value, *rows))
        reason = f"{type(raised).__name__}: {str(raised).splitlines()[0] if str(raised) else ''}"
        finding = errors.module_failed(factor, net, reason, shown)
        raise SchematicError([finding], schematic.source) from raised
    finally:
        module.train(training)
    child = schematic.nodes[factor.child]
    if not fault and child.space.shape is None:
        return with_shapes(schematic, {child.name: shape})
    if not fault and width(child.space) != width(first):
        fault = f"its first parent has {width(first)} elements and its child {width(child.space)}"
    if fault:
        raise SchematicError([errors.not_invertible(factor, net, fault)], schematic.source)
    return schematic


def _run(schematic: Schematic, factor: Factor, net: str, module: nn.Module) -> Tensor:
    """The module's output for zeros of its parents' shapes."""
    parameter = next(module.parameters(), torch.zeros(()))
    spaces = [(schematic.nodes[n].space, is_read_as_numbers(schematic, n)) for n in factor.parents]
    arguments = [_zeros(space, parameter, numbers=numbers) for space, numbers in spaces]
    versions = [argument._version for argument in arguments]
    training = module.training
    try:
        with torch.no_grad(), torch.random.fork_rng(devices=[]), watched(module) as layers:
            output = module.eval()(*arguments)
    except Exception as fault:  # whatever a user's module may raise
        shown = ", ".join(_shown(tuple(a.shape)) for a in arguments)
        reason = f"{type(fault).__name__}: {str(fault).splitlines()[0] if str(fault) else ''}"
        finding = errors.module_failed(factor, net, reason, shown)
        raise SchematicError([finding], schematic.source) from fault
    finally:
        module.train(training)
    if not isinstance(output, Tensor):
        finding = errors.wrong_output(factor, net, type(output).__name__, "a tensor", "values")
        raise SchematicError([finding], schematic.source)
    for name, argument, version in zip(factor.parents, arguments, versions, strict=True):
        if argument._version != version:
            raise SchematicError([errors.in_place(factor, net, name)], schematic.source)
    last = bounded_end(layers, output) if "logits" in factor.law.form.raw else None
    if last is not None:
        finding = errors.bounded_logits(factor, net, last)
        warnings.warn(write_text([finding], schematic.source), stacklevel=5)
    return output


def _zeros(space: Space, like: Tensor, *, numbers: bool) -> Tensor:
    if space.kind is Kind.CAT and numbers:
        return torch.zeros(PROBES, space.classes, dtype=like.dtype, device=like.device)
    if space.kind is Kind.CAT:
        return torch.zeros(PROBES, dtype=torch.long, device=like.device)
    return torch.zeros(PROBES, *(space.shape or ()), dtype=like.dtype, device=like.device)


def _event(found: tuple[int, ...], copies: int, axis: int) -> tuple[int, ...] | None:
    """The event shape behind a raw output, or None if it does not divide."""
    shape = list(found)
    at = 0 if axis == 1 else -1
    if not shape or shape[at] % copies:
        return None
    shape[at] //= copies
    return tuple(shape)


def _expected(space: Space, copies: int, axis: int) -> list[tuple[int, ...]]:
    if space.kind is Kind.LABEL:
        return [(PROBES, 1), (PROBES,)]
    if space.kind is Kind.CAT:
        return [(PROBES, space.classes)]
    shape = list(space.shape or ())
    at = 0 if axis == 1 else -1
    shape[at] *= copies
    return [(PROBES, *shape)]


def _shown(shape: tuple[int, ...]) -> str:
    """A shape with its batch axis as B."""
    return "[" + ", ".join(["B", *map(str, shape[1:])]) + "]"

"""Modules of the user → nets of the schematic: names, shapes and ownership made sure of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from torch import nn

from schematic.diagnostics import Diagnostic, SchematicError
from schematic.graph import Parts, Schematic
from schematic.graph.diffusions import diffusions
from schematic.graph.elaborate import shape_faults
from schematic.graph.features import seen_by
from schematic.graph.graph_findings import other_shape
from schematic.graph.names import node_name
from schematic.graph.scope import as_shape
from schematic.model import model_findings as errors
from schematic.model.by_name import require_by_name
from schematic.objective import derive
from schematic.objective.chains import fixed_nets

Shapes = Mapping[str, tuple[int, ...]]


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


def with_given_shapes(schematic: Schematic, shapes: Any) -> Schematic:
    """The schematic with the shapes that a user gives.

    Raises:
        SchematicError: one is of no node (SGM202), is none (SGM216, SGM220), or contradicts the
            spec (SGM217); or they are not given by name (SGM664).
    """
    require_by_name("shapes", shapes, "shapes={'x': (1, 28, 28)}")
    given = {node_name(name): shape for name, shape in shapes.items()}
    plates = {
        stem: copies for stem, copies in schematic.plates.items() if stem not in schematic.nodes
    }
    every = {name: given[stem] for stem in plates for name in plates[stem] if stem in given}
    given = {**every, **{name: shape for name, shape in given.items() if name not in plates}}
    findings = list(shape_faults(given, schematic.nodes))
    sound = {name: as_shape(shape) or () for name, shape in given.items()}
    for name, shape in {} if findings else sound.items():
        node = schematic.nodes[name]
        if node.space.shape not in (None, shape):
            findings.append(other_shape(node.span, name, str(node.space), list(shape)))
    if findings:
        raise SchematicError(findings, schematic.source)
    return with_shapes(schematic, sound)


def check_modules(schematic: Schematic, modules: Any) -> None:
    """Refuse modules that no factor names, that are not modules, or that two players would share.

    Raises:
        SchematicError: SGM601, SGM602, SGM605, SGM606 or SGM664.
    """
    require_by_name("nets", modules, "nets={'G': module}")
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

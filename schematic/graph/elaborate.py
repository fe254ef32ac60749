"""Tree → Schematic: names resolved, numbers filled in, families chosen; every finding at once.

Each sort of statement has a module of its own; `scope.py` holds what they share.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from schematic.diagnostics import Diagnostic
from schematic.graph import graph_findings as errors
from schematic.graph.elaborate_factors import elaborate_factor, shaped_by_parents
from schematic.graph.elaborate_laws import parts_of
from schematic.graph.elaborate_nets import elaborate_net
from schematic.graph.elaborate_nodes import elaborate_condition, elaborate_node, give_shapes
from schematic.graph.names import ascii_name, node_name
from schematic.graph.plates import expand
from schematic.graph.schematic import Node, Parts, Schedule, Schematic
from schematic.graph.scope import (
    LARGEST_SIZE,
    Scope,
    Settings,
    Shapes,
    as_shape,
    vanishes,
    whole,
)
from schematic.ranges import plain, shown
from schematic.syntax import tree
from schematic.syntax.parse import is_name

__all__ = ["Settings", "Shapes", "elaborate"]

Line = TypeVar("Line", bound=tree.Statement)
LARGEST_NUMBER = sys.float_info.max
_SCHEDULES = {schedule.value: schedule for schedule in Schedule}


def elaborate(
    parsed: tree.Tree, settings: Settings | None = None, shapes: Shapes | None = None
) -> tuple[Schematic, tuple[Diagnostic, ...], frozenset[str]]:
    """The schematic of a tree, what is wrong with it, and the names that are excused.

    Args:
        parsed: the statements.
        settings: values that override `let` lines (`--set d=128`).
        shapes: event shapes for nodes that have none of their own (`--shape x=1,28,28`).
    """
    scope = Scope(
        parsed.source,
        {ascii_name(name): value for name, value in (settings or {}).items()},
        _sound(shapes or {}),
    )
    name, title = _model(scope, parsed)
    schedule = _schedule(scope, parsed)
    _lets(scope, parsed)
    parsed = expand(scope, parsed)
    scope.shaped_by.update(shaped_by_parents(_lines(parsed, tree.FactorLine)))
    _nodes(scope, parsed, shapes or {})
    for net in _lines(parsed, tree.NetLine):
        elaborate_net(scope, net)
    factors = _lines(parsed, tree.FactorLine)
    scope.taken.update(_net_names(parsed, factors))
    for factor in factors:
        elaborate_factor(scope, factor, factors)
    schematic = Schematic(
        name=name,
        title=title,
        parts=Parts.of(scope.nodes.values(), scope.factors),
        nets=MappingProxyType(scope.nets),
        schedule=schedule,
        lets=MappingProxyType(scope.lets),
        source=parsed.source,
        copies=MappingProxyType(scope.copies),
        copies_of_nets=MappingProxyType(scope.copies_of_nets),
    )
    return schematic, tuple(scope.findings), frozenset(scope.excused)


def _lines(parsed: tree.Tree, kind: type[Line]) -> list[Line]:
    return [line for line in parsed.statements if isinstance(line, kind)]


def _net_names(parsed: tree.Tree, factors: Iterable[tree.FactorLine]) -> Iterator[str]:
    """The nets that lines and arrows name."""
    yield from (ascii_name(line.name.text) for line in _lines(parsed, tree.NetLine))
    for line in factors:
        parts = parts_of(line.value)
        yield from (ascii_name(p.net.text) for p in parts if isinstance(p, tree.Reference))


def _model(scope: Scope, parsed: tree.Tree) -> tuple[str, str | None]:
    """The name and the title; a spec without a `model` line has its file's, if that is one."""
    lines = _lines(parsed, tree.ModelLine)
    for line in lines:
        scope.is_first("`model` line", "", line.span)
    if lines:
        return lines[0].name.text, lines[0].title
    stem = unicodedata.normalize("NFKC", Path(parsed.source.name).stem)
    return (stem if is_name(stem) else "Model"), None


def _schedule(scope: Scope, parsed: tree.Tree) -> Schedule:
    chosen = Schedule.TOGETHER
    for line in _lines(parsed, tree.TrainLine):
        if line.schedule.text not in _SCHEDULES:
            scope.report(
                errors.unknown_schedule(line.schedule.span, line.schedule.text, _SCHEDULES)
            )
        elif scope.is_first("`train` line", "", line.span):
            chosen = _SCHEDULES[line.schedule.text]
    return chosen


def _lets(scope: Scope, parsed: tree.Tree) -> None:
    """The named numbers; a setting overrides its line."""
    for line in _lines(parsed, tree.LetLine):
        if scope.is_first("number", line.name.text, line.name.span):
            name = ascii_name(line.name.text)
            scope.lets[name] = _value(scope, line, name)
    for name in scope.settings:
        if name not in scope.lets:
            scope.report(errors.unknown_number(None, name, scope.lets))


def _value(scope: Scope, line: tree.LetLine, name: str) -> float:
    """What a `let` line names; 1 where that is not a finite number."""
    is_set = name in scope.settings
    if not is_set and vanishes(line.value):
        scope.report(errors.vanishing(line.value.span, line.value.text))
        return 1
    given: object = scope.settings[name] if is_set else line.value.value
    value = plain(given)
    if value is not None and abs(value) <= LARGEST_NUMBER:
        return whole(value)
    written = shown(given) if is_set else line.value.text
    scope.report(errors.not_finite(line.value.span, written))
    return 1


def _nodes(scope: Scope, parsed: tree.Tree, shapes: Mapping[str, object]) -> None:
    """All nodes, then the conditions of their laws, which name other nodes."""
    lines = _lines(parsed, tree.NodeLine)
    for line in lines:
        elaborate_node(scope, line)
    for line in lines:
        elaborate_condition(scope, line)
    give_shapes(scope)
    stems = {
        copy.stem: scope.nodes[name] for name, copy in scope.copies.items() if name in scope.nodes
    }
    for finding in shape_faults(shapes, {**stems, **scope.nodes}, scope.excused):
        scope.report(finding)


def _sound(shapes: Mapping[str, object]) -> Shapes:
    """The shapes from outside that are shapes."""
    found = {node_name(name): as_shape(shape) for name, shape in shapes.items()}
    return {name: shape for name, shape in found.items() if shape is not None}


def shape_faults(
    shapes: Mapping[str, object], nodes: Mapping[str, Node], excused: Collection[str] = ()
) -> Iterator[Diagnostic]:
    """What is wrong with shapes from outside: they are of no node, or are none.

    Args:
        shapes: by node.
        nodes: those that there are.
        excused: names of nodes that could not be elaborated.
    """
    for given, shape in shapes.items():
        name = node_name(given)
        if name not in nodes and name not in excused:
            yield errors.unknown_node(None, name, nodes, f"visible {name} : unit ~ data")
        elif as_shape(shape) is None and isinstance(shape, list | tuple) and shape:
            yield errors.bad_size(None, f"`{name}` = {shown(shape)}", LARGEST_SIZE)
        elif as_shape(shape) is None:
            yield errors.not_a_shape(None, name, shown(shape), LARGEST_SIZE)

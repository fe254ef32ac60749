"""`net` lines → what is inside each net."""

from __future__ import annotations

from schematic.constructors import ACTIVATIONS, CONSTRUCTORS, Inside
from schematic.graph import graph_findings as errors
from schematic.graph.names import ascii_name
from schematic.graph.schematic import Net
from schematic.graph.scope import Scope
from schematic.syntax import tree

MOST_LAYERS = 1_000


def elaborate_net(scope: Scope, line: tree.NetLine) -> None:
    """Add a net to a scope, or excuse its name."""
    if not scope.is_first("net", line.name.text, line.name.span):
        return
    constructor = line.constructor.name.text
    findings = len(scope.findings)
    if constructor not in CONSTRUCTORS:
        span = line.constructor.name.span
        scope.report(errors.unknown_constructor(span, constructor, CONSTRUCTORS))
    sizes, numbers = _sizes(scope, line), _numbers(scope, line)
    activation = _activation(scope, line, _options(constructor))
    if len(scope.findings) > findings:
        scope.excuse([line.name])
        return
    name = ascii_name(line.name.text)
    scope.nets[name] = Net(
        name=name,
        constructor=constructor,
        sizes=sizes,
        numbers=numbers,
        activation=activation,
        trunk=ascii_name(line.trunk.text) if line.trunk else None,
        span=line.span,
        constructor_span=line.constructor.span,
        trunk_span=line.trunk.span if line.trunk else line.span,
    )


def _sizes(scope: Scope, line: tree.NetLine) -> tuple[int, ...]:
    if _takes_numbers(line):
        return ()
    parts = line.constructor.arguments
    layers = [part for part in parts if isinstance(part, tree.Number | tree.Name)]
    if len(layers) > MOST_LAYERS:
        span, name = line.constructor.span, line.name.text
        scope.report(errors.too_deep(span, name, len(layers), MOST_LAYERS))
        return ()
    sizes = [scope.size(part) for part in layers]
    return tuple(size for size in sizes if size is not None)


def _numbers(scope: Scope, line: tree.NetLine) -> tuple[float, ...]:
    """The numbers of a constructor that has no layers."""
    if not _takes_numbers(line):
        return ()
    parts = line.constructor.arguments
    numbers = [scope.quantity(p) for p in parts if isinstance(p, tree.Number | tree.Name)]
    return tuple(number for number in numbers if number is not None)


def _takes_numbers(line: tree.NetLine) -> bool:
    known = CONSTRUCTORS.get(line.constructor.name.text)
    return known is not None and known.numbers > 0


def _options(constructor: str) -> tuple[str, ...]:
    """The options that mean something to a constructor."""
    known = CONSTRUCTORS.get(constructor)
    return ("act",) if known is None or known.takes_sizes else ()


def _activation(scope: Scope, line: tree.NetLine, options: tuple[str, ...]) -> str:
    """The activation that is chosen by `act = …`, or the default."""
    where = f"`{line.constructor.name.text}`"
    chosen: tree.Setting | None = None
    for part in line.constructor.arguments:
        if not isinstance(part, tree.Setting):
            continue
        if part.name.text not in options:
            scope.report(errors.unknown_option(part.name.span, part.name.text, where, options))
        elif chosen is not None:
            at, _ = scope.source.position(chosen.span.start)
            scope.report(errors.declared_twice(part.span, "`act`", at, "give it once"))
        else:
            chosen = part
    if chosen is None or chosen.value is None:
        return Inside.activation
    if chosen.value.text not in ACTIVATIONS:
        wants = errors.listed(ACTIVATIONS)
        scope.report(errors.wrong_value(chosen.span, "act", chosen.value.text, wants))
    return chosen.value.text

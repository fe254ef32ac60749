"""`net` lines → what is inside each net."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from schematic.constructors import CONSTRUCTORS, ROWS, Initial, Options, OptionValue, Sort
from schematic.diagnostics.certain import respelt
from schematic.diagnostics.diagnostic import listed
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
    sizes, numbers, words = _sizes(scope, line), _numbers(scope, line), _words(scope, line)
    options = _options(scope, line)
    if len(scope.findings) > findings:
        scope.excuse([line.name])
        return
    name = ascii_name(line.name.text)
    scope.nets[name] = Net(
        name=name,
        constructor=constructor,
        sizes=sizes,
        numbers=numbers,
        words=words,
        options=options,
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
    words = [word.text for word in _names_of_words(scope, line)]
    parts = [
        part for part in line.constructor.arguments if isinstance(part, tree.Number | tree.Name)
    ]
    numbers = [scope.quantity(part) for part in parts if part.text not in words]
    return tuple(number for number in numbers if number is not None)


def _words(scope: Scope, line: tree.NetLine) -> tuple[str, ...]:
    """The words in brackets; a finding for each that the constructor does not know."""
    constructor = line.constructor.name.text
    known = CONSTRUCTORS[constructor].patterns if constructor in CONSTRUCTORS else ()
    words = _names_of_words(scope, line)
    for word in words:
        if word.text not in known:
            fix = respelt(word.span, word.text, known)
            takes = f"numbers, or {listed(known)}"
            scope.report(errors.wrong_value(word.span, constructor, word.text, takes, fix))
    return tuple(word.text for word in words)


def _names_of_words(scope: Scope, line: tree.NetLine) -> list[tree.Name]:
    """The words in brackets that are no numbers: those of the constructor go before `let` names."""
    known = CONSTRUCTORS.get(line.constructor.name.text)
    if known is None or not known.patterns:
        return []
    names = [part for part in line.constructor.arguments if isinstance(part, tree.Name)]
    lets = scope.lets
    return [n for n in names if n.text in known.patterns or ascii_name(n.text) not in lets]


def _takes_numbers(line: tree.NetLine) -> bool:
    known = CONSTRUCTORS.get(line.constructor.name.text)
    return known is not None and known.takes_numbers


def _options(scope: Scope, line: tree.NetLine) -> Options:
    """What is said besides sizes, where nothing is said the constructor's defaults."""
    constructor = CONSTRUCTORS.get(line.constructor.name.text)
    known = ("act",) if constructor is None else constructor.options
    chosen: dict[str, tree.Setting] = {}
    for part in line.constructor.arguments:
        if not isinstance(part, tree.Setting):
            continue
        name = part.name.text
        if name not in known:
            where = f"`{line.constructor.name.text}`"
            scope.report(errors.unknown_option(part.name.span, name, where, known))
        elif name in chosen:
            at, _ = scope.source.position(chosen[name].span.start)
            scope.report(errors.declared_twice(part.span, f"`{name}`", at, "give it once"))
        else:
            chosen[name] = part
    if constructor is None:
        return Options()
    words = constructor.words
    values = {name: _value(scope, part, words.get(name, ())) for name, part in chosen.items()}
    said: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    return replace(constructor.defaults, **said)


def _value(scope: Scope, part: tree.Setting, words: Sequence[str]) -> OptionValue | None:
    """The value of an option; None, and a finding, if it takes no such value."""
    row, written, name = ROWS[part.name.text], part.value, part.name.text
    match row.sort, written:
        case Sort.WORD, tree.Name(text=word):
            value: OptionValue | None = word
        case Sort.INITIAL, tree.Name(text=word):
            value = Initial(word)
        case Sort.INITIAL, tree.Measured(word=tree.Name(text=word), number=number):
            value = Initial(word, scope.quantity(number))
        case ((Sort.COUNT | Sort.NUMBER), (tree.Number() | tree.Name()) as number):
            value = scope.quantity(number)
            if value is None:
                return None
            value = int(value) if row.sort is Sort.COUNT and value == int(value) else value
        case _:
            value = None
    if value is not None and row.accepts(value) and (not words or value in words):
        return value
    assert written is not None
    shown = written.text
    takes = listed(words) if words else row.takes
    fix = respelt(written.span, shown, words) if isinstance(written, tree.Name) else ()
    scope.report(errors.wrong_value(part.span, name, shown, takes, fix))
    return None

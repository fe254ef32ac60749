"""The public names → the sections of docs/api.md: functions, classes with their members, errors."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from docs.press.api.docstring import read_docstring, write_docstring
from docs.press.api.members import Member, members, public, returned, signature
from docs.press.blocks import fence
from docs.press.prose import words
from schematic import Error
from schematic.resources import sources


def write_api() -> str:
    """The reference."""
    names = public()
    functions = {n: each for n, each in names.items() if not inspect.isclass(each)}
    classes = {n: each for n, each in names.items() if inspect.isclass(each)}
    errors = {n: each for n, each in classes.items() if issubclass(each, Exception)}
    parts = ["## Functions"]
    parts += [part for name, each in functions.items() for part in _function(name, each)]
    parts += ["## Classes"]
    rest = (item for item in classes.items() if item[0] not in errors)
    parts += [part for name, each in rest for part in _class(name, each)]
    parts += ["## Errors"]
    parts += [part for name, each in errors.items() for part in _class(name, each)]
    return "\n\n".join([*parts, "### All errors", _table(dict(_errors()))])


def docstring_of(thing: Any) -> str:
    """The docstring of a function or a class itself, not of what it inherits from."""
    return inspect.cleandoc(thing.__doc__ or "")


def _function(name: str, function: Any) -> Iterator[str]:
    yield f"### schematic.{name}"
    yield fence("text", f"schematic.{name}{signature(function)}")
    yield from write_docstring(read_docstring(docstring_of(function)))


def _class(name: str, cls: type) -> Iterator[str]:
    yield f"### schematic.{name}"
    yield from write_docstring(read_docstring(docstring_of(cls)))
    found = list(members(cls))
    values = {m.name: _value(m) for m in found if m.is_value}
    if values:
        yield _table(values)
    for member in found:
        if not member.is_value:
            yield f"#### {name}.{member.name}"
            yield fence("text", f"{member.name}{signature(member.function)}")
            yield from write_docstring(read_docstring(docstring_of(member.function)))


def _value(member: Member) -> str:
    """The type of a property, and what it is."""
    kind = returned(member.function).replace("|", "\\|")
    return f"`{kind}` | {words(read_docstring(docstring_of(member.function)).summary)}"


def _table(rows: dict[str, str]) -> str:
    head = ["| name | type | what it is |", "| --- | --- | --- |"]
    return "\n".join([*head, *(f"| `{name}` | {row} |" for name, row in rows.items())])


def _errors() -> Iterator[tuple[str, str]]:
    """Every error that a user may meet, where it is defined, and when it is raised."""
    for module, text in sources():
        if re.search(r"^class \w+\(\w*Error\):", text, re.MULTILINE):
            import_module(module)
    for error in sorted(_below(Error), key=lambda each: each.__name__):
        if error.__module__.startswith("schematic.") and "tests" not in error.__module__:
            summary = read_docstring(docstring_of(error)).summary
            yield error.__name__, f"`{error.__module__}` | {words(summary)}"


def _below(cls: type) -> set[type]:
    direct = set(cls.__subclasses__())
    return direct | {each for sub in direct for each in _below(sub)}

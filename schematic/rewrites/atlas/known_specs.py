"""Schematic → the name under which the shipped specs have it, if they do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from schematic.graph import Schematic
from schematic.graph.elaborate import elaborate
from schematic.resources import zoo
from schematic.rewrites.definition import define, definition_of
from schematic.rewrites.sameness.canonical_form import Certificate, canonical_form
from schematic.syntax.parse import parse, read


@cache
def shipped() -> Mapping[str, Schematic]:
    """The shipped specs by name."""
    return {name: _loaded(name) for name in zoo()}


def known_as(schematic: Schematic) -> Schematic | None:
    """The shipped spec that a schematic is, whatever its sizes and the layers of its nets."""
    name = known_name(schematic)
    return None if name is None else shipped()[name]


def known_name(schematic: Schematic) -> str | None:
    """The name of that spec: of its file, as commands take it."""
    return _by_form().get(canonical_form(schematic, sizes=False))


@cache
def _by_form() -> Mapping[Certificate, str]:
    found: dict[Certificate, str] = {}
    for name, schematic in shipped().items():
        found.setdefault(canonical_form(schematic, sizes=False), name)
    return found


def _loaded(name: str) -> Schematic:
    parsed, _ = parse(read(zoo()[name]))
    build = define if definition_of(parsed) else elaborate
    schematic, _, _ = build(parsed)
    return schematic

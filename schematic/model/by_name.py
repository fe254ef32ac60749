"""What is handed in by name, as `nets` and `shapes` are: a mapping of words, or a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schematic.diagnostics import SchematicError
from schematic.model.cures_of_containers import named_type
from schematic.model.model_findings import not_a_mapping


def require_by_name(what: str, given: Any, example: str) -> None:
    """Refuse a value that does not say by name what it gives.

    Args:
        what: the argument.
        given: what was handed in for it.
        example: how it is written.

    Raises:
        SchematicError: it is no mapping, or has other keys than words (SGM664).
    """
    if not isinstance(given, Mapping):
        found = named_type(given)
    elif strangers := [key for key in given if not isinstance(key, str)]:
        found = f"a mapping with {named_type(strangers[0])} for a name"
    else:
        return
    raise SchematicError([not_a_mapping(what, found, example)])

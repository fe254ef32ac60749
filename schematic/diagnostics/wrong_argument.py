"""What a function of the interface is given → the finding that it takes another thing."""

from __future__ import annotations

from collections.abc import Mapping

from schematic.diagnostics.diagnostic import Diagnostic, SchematicError, page
from schematic.ranges import shown


@page("SGM662")
def wrong_argument(function: str, takes: str, found: str, cure: str) -> Diagnostic:
    """A function is given a thing of another kind than it takes.

    `schematic.load` takes a path or the name of a shipped spec, and `schematic.parse` a text; both
    give a `Schematic`. The other functions take that: `schematic.derive(schematic.load("gan"))`.
    """
    return Diagnostic("SGM662", f"`{function}` takes {takes}, not {found}", None, "", cure)


def require_type(
    function: str, value: object, kinds: type | tuple[type, ...], takes: str, cure: str
) -> None:
    """Refuse a value of another type.

    Raises:
        SchematicError: it is of none of these types (SGM662).
    """
    if not isinstance(value, kinds):
        found = f"{shown(value)} of type `{type(value).__name__}`"
        raise SchematicError([wrong_argument(function, takes, found, cure)])


def require_names(function: str, argument: str, value: object, example: str) -> None:
    """Refuse a value that does not say by name what it gives, as `shapes` and `settings` do.

    Raises:
        SchematicError: it is no mapping, or one of other things than names (SGM662).
    """
    cure = f"write {argument}={example}"
    require_type(function, value, Mapping, f"`{argument}` by name", cure)
    assert isinstance(value, Mapping)
    for name in value:
        require_type(function, name, str, f"names in `{argument}`", cure)

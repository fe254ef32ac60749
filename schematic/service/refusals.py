"""Error → what the page says instead of an answer."""

from __future__ import annotations

from schematic.diagnostics import Error, SchematicError
from schematic.diagnostics.diagnostic import did_you_mean
from schematic.resources import zoo
from schematic.service.page_answers import Refused


def refused(error: Error) -> Refused:
    """An error; of several findings the first."""
    if isinstance(error, SchematicError):
        first = error.diagnostics[0]
        return Refused(first.message, first.cause, first.cure, first.code)
    return Refused(error.message, cure=error.cure)


def unknown_spec(name: str) -> Refused:
    """No shipped spec has this name."""
    return Refused(f"no shipped spec is called {name[:60]!r}", cure=did_you_mean(name, zoo()))

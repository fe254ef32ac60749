"""Schematic: deep generative models drawn in text, and compiled to PyTorch.

    s = schematic.load("specs/gan.sgm")
    print(s.objective)
    m = schematic.compile(s, seed=0)

Importing this package imports no torch; `compile` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schematic.diagnostics import Diagnostic, SchematicError

if TYPE_CHECKING:
    from schematic.frontend import load, parse
    from schematic.model import compile
    from schematic.rewrites.atlas.shortest_path import path
    from schematic.rewrites.atlas.walk import atlas
    from schematic.rewrites.sameness.equality import difference, equal

__all__ = [
    "Diagnostic",
    "SchematicError",
    "atlas",
    "compile",
    "difference",
    "equal",
    "load",
    "parse",
    "path",
]
__version__ = "0.1.0"

_HOMES = {
    "load": "schematic.frontend",
    "parse": "schematic.frontend",
    "compile": "schematic.model",
    "atlas": "schematic.rewrites.atlas.walk",
    "difference": "schematic.rewrites.sameness.equality",
    "equal": "schematic.rewrites.sameness.equality",
    "path": "schematic.rewrites.atlas.shortest_path",
}


def __getattr__(name: str) -> Any:
    """The parts of the interface, each imported when first used."""
    if name not in _HOMES:
        message = f"module 'schematic' has no attribute {name!r}"
        raise AttributeError(message)
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)

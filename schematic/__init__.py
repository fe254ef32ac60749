"""Schematic: deep generative models drawn in text, and compiled to PyTorch.

    s = schematic.load("specs/gan.sgm")
    print(schematic.derive(s))
    m = schematic.compile(s, seed=0)

Importing this package imports no torch; `compile` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schematic.diagnostics import Diagnostic, Error, SchematicError

if TYPE_CHECKING:
    from schematic.audit import audit
    from schematic.handle import Schematic
    from schematic.model import compile
    from schematic.objective import derive
    from schematic.pipeline import load, parse
    from schematic.rewrites.atlas.shortest_path import path
    from schematic.rewrites.atlas.walk import atlas
    from schematic.rewrites.sameness.equality import difference, equal

__all__ = [
    "Diagnostic",
    "Error",
    "Schematic",
    "SchematicError",
    "atlas",
    "audit",
    "compile",
    "derive",
    "difference",
    "equal",
    "load",
    "parse",
    "path",
]
__version__ = "0.1.0"

_HOMES = {
    "Schematic": "schematic.handle",
    "atlas": "schematic.rewrites.atlas.walk",
    "audit": "schematic.audit",
    "compile": "schematic.model",
    "derive": "schematic.objective",
    "difference": "schematic.rewrites.sameness.equality",
    "equal": "schematic.rewrites.sameness.equality",
    "load": "schematic.pipeline",
    "parse": "schematic.pipeline",
    "path": "schematic.rewrites.atlas.shortest_path",
}


def __getattr__(name: str) -> object:
    """The parts of the interface, each imported when first used."""
    if name not in _HOMES:
        message = f"module 'schematic' has no attribute {name!r}"
        raise AttributeError(message)
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)

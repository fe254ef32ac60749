"""Schematic: deep generative models drawn in text, and compiled to PyTorch.

    s = schematic.load("specs/gan.sgm")
    print(schematic.derive(s))
    m = schematic.compile(s, seed=0)

Importing this package imports no torch; `compile`, `verify`, `train` and `audit` do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schematic.diagnostics import Diagnostic, Error, SchematicError
from schematic.version import __version__ as __version__

if TYPE_CHECKING:
    from schematic.audit import Audit, audit
    from schematic.handle import Schematic, rewrite
    from schematic.model import Model, compile
    from schematic.objective import Objective, derive
    from schematic.pipeline import load, parse
    from schematic.render import render
    from schematic.rewrites.atlas.shortest_path import path
    from schematic.rewrites.atlas.walk import Atlas, atlas
    from schematic.rewrites.sameness.equality import difference, equal
    from schematic.runs import Evaluation, Run, open_run, train
    from schematic.training.user_calls import StopTraining
    from schematic.verify import Receipt, verify

__all__ = [
    "Atlas",
    "Audit",
    "Diagnostic",
    "Error",
    "Evaluation",
    "Model",
    "Objective",
    "Receipt",
    "Run",
    "Schematic",
    "SchematicError",
    "StopTraining",
    "atlas",
    "audit",
    "compile",
    "derive",
    "difference",
    "equal",
    "load",
    "open_run",
    "parse",
    "path",
    "render",
    "rewrite",
    "train",
    "verify",
]

_HOMES = {
    "Atlas": "schematic.rewrites.atlas.walk",
    "Audit": "schematic.audit",
    "Evaluation": "schematic.runs",
    "Model": "schematic.model",
    "Objective": "schematic.objective",
    "Receipt": "schematic.verify",
    "Run": "schematic.runs",
    "Schematic": "schematic.handle",
    "StopTraining": "schematic.training.user_calls",
    "atlas": "schematic.rewrites.atlas.walk",
    "audit": "schematic.audit",
    "compile": "schematic.model",
    "derive": "schematic.objective",
    "difference": "schematic.rewrites.sameness.equality",
    "equal": "schematic.rewrites.sameness.equality",
    "load": "schematic.pipeline",
    "open_run": "schematic.runs",
    "parse": "schematic.pipeline",
    "path": "schematic.rewrites.atlas.shortest_path",
    "render": "schematic.render",
    "rewrite": "schematic.handle",
    "train": "schematic.runs",
    "verify": "schematic.verify",
}


def __getattr__(name: str) -> object:
    """The parts of the interface, each imported when first used."""
    if name not in _HOMES:
        message = f"module 'schematic' has no attribute {name!r}"
        raise AttributeError(message)
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)


def load_ipython_extension(shell: object) -> None:
    """What `%load_ext schematic` calls: it adds the cell magic `%%sgm NAME`."""
    from schematic.notebook import load

    load(shell)


def __dir__() -> list[str]:
    """All public names, imported or not."""
    return sorted([*__all__, "__version__"])

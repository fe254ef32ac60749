"""Schematic → `torch.nn.Module`: torch begins here, when `compile` or `Model` is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schematic.model.build import compile
    from schematic.model.model import Model

__all__ = ["Model", "compile"]


def __getattr__(name: str) -> Any:
    """What is imported with torch on first use; the pages of errors are read without it."""
    if name not in __all__:
        message = f"module 'schematic.model' has no attribute {name!r}"
        raise AttributeError(message)
    from schematic.model.build import compile
    from schematic.model.model import Model

    return {"Model": Model, "compile": compile}[name]

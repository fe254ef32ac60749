"""Schematic → `torch.nn.Module`: torch begins here, when `compile` is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schematic.model.build import compile

__all__ = ["compile"]


def __getattr__(name: str) -> Any:
    """`compile`, imported with torch on first use; the pages of errors are read without it."""
    if name != "compile":
        message = f"module 'schematic.model' has no attribute {name!r}"
        raise AttributeError(message)
    from schematic.model.build import compile

    return compile

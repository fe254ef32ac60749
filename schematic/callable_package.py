"""A package that is the function of its name, too: `schematic.render(s, "svg")`.

`schematic.render` is the function; but once a module of the package `schematic.render` is
imported, Python sets that name to the package. So the package can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class CallablePackage(ModuleType):
    """A package with an attribute called like itself, which is a function."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Call that function."""
        return self.__wrapped__(*arguments, **options)

    @property
    def __wrapped__(self) -> Any:
        """That function: `inspect.signature` of the package is the function's."""
        return getattr(self, self.__name__.rpartition(".")[2])


def make_callable(package: str) -> None:
    """Let a package be called; the package itself asks for it, by its `__name__`."""
    sys.modules[package].__class__ = CallablePackage

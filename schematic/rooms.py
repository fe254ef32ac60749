"""A package → a table: each module of it is one entry, imported when it is first asked for.

What users extend (families, prices, kinds of term, estimators, constructors) is a file each. A
`Rooms` maps the name of such a thing to what its file defines, and finds the files by itself: to
add a thing is to add its file, and no list elsewhere is edited.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T")


class Rooms(Mapping[str, T], Generic[T]):
    """The things that the modules of one package define, by name.

    A module is called after the thing in lower case with underscores: `ContinuousBernoulli` is in
    `continuous_bernoulli.py`, `total-variation` in `total_variation.py`. It defines the thing under
    one constant, the same in all modules of the package.
    """

    def __init__(self, package: str, constant: str, kind: type[T] | str) -> None:
        """Look into a package.

        Args:
            package: its dotted name.
            constant: the name under which each of its modules defines its thing.
            kind: the type of a thing, or its dotted name if it is to be imported with the things.
        """
        self.package, self.constant, self._kind = package, constant, kind
        self._found: dict[str, T] = {}
        self._named: dict[str, T] = {}

    @cached_property
    def kind(self) -> type[T]:
        """The type of a thing."""
        if not isinstance(self._kind, str):
            return self._kind
        module, _, name = self._kind.rpartition(".")
        found: type[T] = getattr(importlib.import_module(module), name)
        return found

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """The names of the modules, in alphabetical order."""
        path = importlib.import_module(self.package).__path__
        names = (module.name for module in pkgutil.iter_modules(path))
        return tuple(sorted(name for name in names if not name.startswith("_")))

    @property
    def words(self) -> tuple[str, ...]:
        """The names of things that are words of the language, read off the files alone."""
        return tuple(module.replace("_", "-") for module in self.modules)

    def module(self, module: str) -> T:
        """What a module of the package defines.

        Raises:
            TypeError: it defines nothing under the constant, or something of another type.
        """
        if module not in self._found:
            found = importlib.import_module(f"{self.package}.{module}")
            thing = getattr(found, self.constant, None)
            if not isinstance(thing, self.kind):
                wanted = f"{self.constant} of type {self.kind.__name__}"
                raise TypeError(f"{self.package}.{module} must define {wanted}")
            self._found[module] = thing
        return self._found[module]

    def __getitem__(self, name: str) -> T:
        """The thing of that name."""
        if name not in self._named:
            self._named[name] = self._look_up(name)
        return self._named[name]

    def _look_up(self, name: str) -> T:
        module = module_name(name)
        if not module.isidentifier() or module.startswith("_"):
            raise KeyError(name)
        try:
            thing = self.module(module)
        except ModuleNotFoundError as missing:
            if missing.name != f"{self.package}.{module}":
                raise
            raise KeyError(name) from None
        if str(getattr(thing, "name", name)) != name:
            raise KeyError(name)
        return thing

    def __iter__(self) -> Iterator[str]:
        """The names of all things; imports every module."""
        return (str(getattr(self.module(m), "name", m)) for m in self.modules)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.modules)


def module_name(name: str) -> str:
    """The module that defines the thing of this name."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()

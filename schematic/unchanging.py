"""Frozen data that compute and keep things of themselves → how they are copied and pickled.

A copy is the object itself, for nothing in it changes. A pickle holds the fields alone: what has
been computed from them is computed again where it is needed.
"""

from __future__ import annotations

from dataclasses import fields
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T", bound="Unchanging")


class Unchanging:
    """A frozen dataclass that may be shared instead of copied."""

    kept_besides: tuple[str, ...] = ()
    """What a pickle holds besides the fields, by the keys of the object's `__dict__`."""

    def __copy__(self: T) -> T:
        """Itself."""
        return self

    def __deepcopy__(self: T, memo: object) -> T:
        """Itself."""
        return self

    def __getstate__(self) -> dict[str, Any]:
        """The fields, with dicts for read-only mappings, which cannot be pickled."""
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]
        names += [name for name in self.kept_besides if name in vars(self)]
        return {name: _plain(vars(self)[name]) for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """The fields again."""
        vars(self).update({name: _read_only(value) for name, value in state.items()})


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, MappingProxyType) else value


def _read_only(value: Any) -> Any:
    return MappingProxyType(value) if isinstance(value, dict) else value

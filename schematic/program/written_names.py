"""Names of nodes, draws, nets and models → names that are safe in the emitted Python.

A name that means something else there is written with an underscore behind it; one that Python
would mangle or throw away gets a `v` before it. Both maps are injective, and no name is refused.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Container
from functools import cache, lru_cache

from schematic.program.library import kernels, runtime, skeleton
from schematic.program.model_attributes import MODEL_ATTRIBUTES
from schematic.program.ops import LIKE, REVERSE_OPTIONS

_PRIVATE = re.compile(r"v*(__.*|_)")
"""Names that Python mangles within a class, or that are written where a value is not needed."""
_HAS_AN_INDEX = re.compile(r"_\d+(?![^\W_])")
_READ_BY_CONSTRUCTORS = ("self", "super", "nn", "OnTrunk")


@cache
def reserved() -> frozenset[str]:
    """The names that emitted files use themselves, and those of Python."""
    written = skeleton().globals | skeleton().locals | kernels().globals | runtime().globals
    return written | {*keyword.kwlist, *dir(builtins), LIKE, *REVERSE_OPTIONS}


@cache
def reserved_attributes() -> frozenset[str]:
    """The names that cannot be an attribute of a model, nor an argument of its constructor."""
    return MODEL_ATTRIBUTES | {*keyword.kwlist, *_READ_BY_CONSTRUCTORS}


@lru_cache(maxsize=4_096)
def variable(name: str) -> str:
    """A local variable for a draw or a node; also the name of the class of a model."""
    return _apart_from(reserved(), name)


def attribute(net: str) -> str:
    """The attribute of the model that holds a net."""
    return _apart_from(reserved_attributes(), net)


def _apart_from(taken: Container[str], name: str) -> str:
    if _PRIVATE.fullmatch(name):
        return f"v{name}"
    stem = len(name.rstrip("_"))
    starts = (name[:end] for end in range(stem, len(name) + 1))
    return f"{name}_" if any(start in taken for start in starts) else name


class Namer:
    """Fresh names within one function."""

    def __init__(self, taken: set[str]) -> None:
        """Start with the names that are taken."""
        self.taken = set(taken)

    def __call__(self, wish: str) -> str:
        """The wish, or the wish with a number behind it.

        Behind the number of a copy, as in `z_3_v2`, it is no further index.
        """
        name, number, sign = variable(wish), 2, "v" if _HAS_AN_INDEX.search(wish) else ""
        while name in self.taken:
            name, number = variable(f"{wish}_{sign}{number}"), number + 1
        self.taken.add(name)
        return name

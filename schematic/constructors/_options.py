"""What may be said in the brackets of a net besides sizes: `norm = batch`, `dropout = 0.1`.

A field of `Options` is the whole row: its default and the values it takes. Which of them mean
something to a constructor stands there, as do defaults of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from schematic.constructors._activations import ACTIVATIONS
from schematic.constructors._initial import BY_DEFAULT, INITIAL, Initial
from schematic.diagnostics.diagnostic import listed

NORMS = ("none", "batch", "layer", "group", "instance", "spectral")
LARGEST = 100_000

OptionValue = str | float | int | Initial
"""The value of an option."""


class Sort(Enum):
    """How the value of an option is written."""

    WORD = "a word"
    COUNT = "a whole number"
    NUMBER = "a number"
    INITIAL = "a word, perhaps with a number"


class Row(NamedTuple):
    """An option: how its value is written, which values it takes, and these in words."""

    sort: Sort
    takes: str
    accepts: Callable[[OptionValue], bool]
    words: tuple[str, ...] = ()


def _word(default: str, words: Sequence[str]) -> str:
    row = Row(Sort.WORD, listed(words), lambda value: value in words, tuple(words))
    return dataclasses.field(default=default, metadata={"row": row})


def _count(default: int, least: int = 1, most: int = LARGEST) -> int:
    takes = f"a whole number from {least} to {most:,}"
    row = Row(Sort.COUNT, takes, lambda v: isinstance(v, int) and least <= v <= most)
    return dataclasses.field(default=default, metadata={"row": row})


def _probability(default: float) -> float:
    row = Row(
        Sort.NUMBER,
        "a number from 0 to below 1",
        lambda v: isinstance(v, int | float) and 0 <= v < 1,
    )
    return dataclasses.field(default=default, metadata={"row": row})


def _initial() -> Initial:
    row = Row(
        Sort.INITIAL,
        "`normal(0.02)`, " + listed([word for word in INITIAL if not INITIAL[word].needs_number]),
        lambda value: isinstance(value, Initial) and value.is_complete,
    )
    return dataclasses.field(default=BY_DEFAULT, metadata={"row": row})


@dataclass(frozen=True)
class Options:
    """What the brackets of a net say besides sizes.

    Attributes:
        act: what stands between layers.
        kernel: the height and width of a convolution.
        norm: what normalises a layer's values, or, if `spectral`, its weights.
        dropout: the probability with which a value between layers is dropped, in training.
        up: how maps become larger.
        embedding: how many trained numbers stand for a class; 0 where it is as many as there are
            classes, one of them 1.
        depth: how many blocks there are, of each width if there are several; of a net that is
            invertible, how many layers.
        heads: how many heads an attention has; 0 where there is none.
        patch: the side of the squares into which an image is cut.
        init: how the weights begin.
    """

    act: str = _word("relu", tuple(ACTIVATIONS))
    kernel: int = _count(3, 1, 99)
    norm: str = _word("none", NORMS)
    dropout: float = _probability(0.0)
    up: str = _word("transpose", ("transpose", "nearest"))
    embedding: int = _count(0)
    depth: int = _count(1, 1, 100)
    heads: int = _count(0, 1, 1_000)
    patch: int = _count(4, 1, 1_000)
    init: Initial = _initial()


DEFAULTS = Options()
ROWS: Mapping[str, Row] = {f.name: f.metadata["row"] for f in dataclasses.fields(Options)}


def written(options: Options, defaults: Options) -> dict[str, OptionValue]:
    """The options that say something else than some defaults, in order."""
    return {
        name: getattr(options, name)
        for name in ROWS
        if getattr(options, name) != getattr(defaults, name)
    }

"""What may stand in the braces of a factor and the brackets of a net: one row an option."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from schematic.diagnostics.diagnostic import listed
from schematic.families.games import GAMES
from schematic.graph.schematic import Attributes, Factor

ACTIVATIONS = ("elu", "gelu", "leaky", "relu", "sigmoid", "silu", "softplus", "tanh")
CONSTRUCTORS = ("conv", "identity", "linear", "mlp")
MOST_SAMPLES = 10_000
LOSSES = tuple(sorted(GAMES))


@dataclass(frozen=True)
class Option:
    """An attribute: where it has a meaning, and which values it takes.

    Attributes:
        fits: whether it means something on a factor.
        takes: its values in words.
        accepts: whether a value is one of them; None stands for no value.
        numeric: whether a word is the name of a number.
    """

    fits: Callable[[Factor], bool]
    takes: str
    accepts: Callable[[Any], bool]
    numeric: bool = True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _inferred(factor: Factor) -> bool:
    return factor.dashed and not factor.hollow and not factor.red


def _game(factor: Factor) -> bool:
    return factor.red and not factor.dashed


ATTRIBUTES: Mapping[str, Option] = {
    "beta": Option(_inferred, "a number ≥ 0", lambda v: _is_number(v) and v >= 0),
    "weight": Option(lambda f: not f.dashed, "a number ≥ 0", lambda v: _is_number(v) and v >= 0),
    "loss": Option(_game, listed(LOSSES), lambda v: v in LOSSES, numeric=False),
    "penalty": Option(_game, "a number ≥ 0", lambda v: _is_number(v) and v >= 0),
    "samples": Option(
        _inferred,
        f"a whole number from 1 to {MOST_SAMPLES:,}",
        lambda v: isinstance(v, int) and 1 <= v <= MOST_SAMPLES,
    ),
    "degenerate": Option(lambda f: f.red, "no value", lambda v: v is None, numeric=False),
}


def with_attribute(attributes: Attributes, name: str, value: Any) -> Attributes:
    """The attributes with one more set."""
    changes: dict[str, Any] = {name: True if value is None else value}
    return replace(attributes, **changes)

"""What a user asks for → Config: every option of a run, settled, and as JSON.

A `Request` leaves options open; `options.setup` settles them into a `Config`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from schematic.ranges import COUNT, SEED, Range
from schematic.training.training_errors import RunError

Shape = tuple[int, ...]

PRECISIONS = ("float32", "bf16")
CHANGEABLE = frozenset({"steps", "epochs", "device", "precision", "accumulate", "shard", "fast"})
"""The options that a resumed run may have otherwise."""
RANGES: Mapping[str, Range] = {
    "steps": COUNT,
    "epochs": COUNT,
    "batch": COUNT,
    "lr": Range(0, 1e18, without=(0,)),
    "betas": Range(0, 1, without=(1,)),
    "decay": Range(0, 1),
    "seed": SEED,
    "fraction": Range(0, 1, without=(0,)),
    "held_out": Range(0, 1, without=(1,)),
    "labels": COUNT,
    "accumulate": COUNT,
    "log_every": COUNT,
    "checkpoint_every": COUNT,
}
"""The numbers that each option takes."""


@dataclass(frozen=True)
class Request:
    """What a user asks for; None leaves an option to the model and the data.

    Attributes:
        data: name of an embedded data set, or a path.
        steps, epochs: how long to train; one of them at most.
        batch: examples a step, of all processes together.
        lr, betas: of Adam.
        decay: share of the steps, at the end, over which the learning rate falls to 0.
        seed: of the data, the initial parameters and all noise.
        fraction: share of the training examples to keep.
        held_out: share to hold out where the data bring no test split.
        labels: of each class of a partly observed node that are kept in training; None for all.
        device: cpu, cuda, mps or auto.
        log_every, checkpoint_every: in steps.
        precision: in which the nets compute: float32 or bf16.
        accumulate: parts in which a process goes through its share of a batch.
        shard: whether each process keeps a share of the parameters only.
        fast: whether a step is compiled as one graph.
        settings: values that override `let` lines.
        shapes: event shapes for nodes without one.
        columns: data node → the column of the data that it takes.
    """

    data: str | None = None
    steps: int | None = None
    epochs: int | None = None
    batch: int | None = None
    lr: float | None = None
    betas: tuple[float, float] | None = None
    decay: float | None = None
    seed: int | None = None
    fraction: float | None = None
    held_out: float | None = None
    labels: int | None = None
    device: str | None = None
    log_every: int | None = None
    checkpoint_every: int | None = None
    precision: str | None = None
    accumulate: int | None = None
    shard: bool | None = None
    fast: bool | None = None
    settings: Mapping[str, float] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """Every option of a run, settled; the fields are explained at `Request`.

    Attributes:
        shapes: event shapes of all nodes that have none in the spec.
        scales: node → (low, high), where values were mapped from there to [0, 1].
        precision, accumulate, shard, fast, columns, labels: the files of older runs do not have
            them.
        fingerprint: of the data that the run was begun with; "" in the files of older runs.
        examples: how many these data have; 0 in the files of older runs.
        origin: the file that the run was begun with; "" in the files of older runs.
        written_out: whether that file was a rewrite of another, so that the spec of the run is the
            whole model as it was then, with the values of `settings` in their places.
    """

    data: str
    steps: int
    batch: int
    lr: float
    betas: tuple[float, float]
    decay: float
    seed: int
    fraction: float
    held_out: float
    device: str
    log_every: int
    checkpoint_every: int
    settings: Mapping[str, float]
    shapes: Mapping[str, Shape]
    scales: Mapping[str, tuple[float, float]]
    precision: str = "float32"
    accumulate: int = 1
    shard: bool = False
    fast: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str = ""
    examples: int = 0
    origin: str = ""
    written_out: bool = False
    labels: int | None = None


def write_json(config: Config, about: Mapping[str, str]) -> str:
    """Write `config.json`: the options, and the versions that the run was made with."""
    return json.dumps({"about": about, "options": asdict(config)}, indent=2) + "\n"


def read_json(text: str, name: str) -> Config:
    """Read the Config in a text that `write_json` wrote.

    Args:
        text: JSON.
        name: the file, for messages.

    Raises:
        RunError: the text holds no options of a run.
    """
    try:
        options = _object(_object(json.loads(text))["options"])
        return Config(**{key: _read(key, options[key]) for key in _READ if key in options})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise RunError(
            f"{name} holds no options of a run: {type(error).__name__}: {reason}",
            "train again, or take the file from a backup",
        ) from error


def differences(ours: Config, theirs: Config) -> list[str]:
    """Return the names of options that differ, though a run keeps them; its data may be moved."""
    names = [each.name for each in fields(Request) if each.name not in {*CHANGEABLE, "data"}]
    return [name for name in names if getattr(ours, name) != getattr(theirs, name)]


def _read(key: str, value: Any) -> Any:
    try:
        return _READ[key](value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{key}: {error}") from error


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("not a whole number")
    return value


def _whole(value: Any) -> int:
    if abs(_integer(value)) >= LARGEST:
        raise ValueError("too large")
    return int(value)


def _count(value: Any) -> int:
    if _whole(value) < 1:
        raise ValueError("not above 0")
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, float) and math.isfinite(value):
        return value
    return float(_whole(value))


def _setting(value: Any) -> float:
    """A number as it was given: `d = 128` stays whole."""
    return _whole(value) if isinstance(value, int) else _number(value)


def _pair(value: Any) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("not two numbers")
    return _number(value[0]), _number(value[1])


def _each(read: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    """Return what reads an object with a value of one kind by each name."""
    return lambda value: {name: read(part) for name, part in _object(value).items()}


def _shape(value: Any) -> Shape:
    if not isinstance(value, list):
        raise ValueError("not a list of sizes")
    return tuple(map(_count, value))


LARGEST = 2**63
_READ: Mapping[str, Callable[[Any], Any]] = {
    "data": _text,
    "steps": _count,
    "batch": _count,
    "lr": _number,
    "betas": _pair,
    "decay": _number,
    "seed": _integer,
    "fraction": _number,
    "held_out": _number,
    "device": _text,
    "log_every": _count,
    "checkpoint_every": _count,
    "settings": _each(_setting),
    "shapes": _each(_shape),
    "scales": _each(_pair),
    "precision": _text,
    "accumulate": _count,
    "shard": _flag,
    "fast": _flag,
    "columns": _each(_text),
    "fingerprint": _text,
    "examples": _whole,
    "origin": _text,
    "written_out": _flag,
    "labels": lambda value: None if value is None else _count(value),
}
assert set(_READ) == {field.name for field in fields(Config)}

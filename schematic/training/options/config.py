"""What a user asks for → Config: every option of a run, settled, and as JSON.

A `Request` leaves options open; `options.setup` settles them into a `Config`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from schematic.ranges import COUNT, SEED, Range
from schematic.training.training_errors import RunError

Shape = tuple[int, ...]

PRECISIONS = ("float32", "bf16")
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
        device: cpu, cuda, mps or auto.
        log_every, checkpoint_every: in steps.
        precision: in which the nets compute: float32 or bf16.
        accumulate: parts in which a process goes through its share of a batch.
        shard: whether each process keeps a share of the parameters only.
        fast: whether a step is compiled as one graph.
        settings: values that override `let` lines.
        shapes: event shapes for nodes without one.
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
    device: str | None = None
    log_every: int | None = None
    checkpoint_every: int | None = None
    precision: str | None = None
    accumulate: int | None = None
    shard: bool | None = None
    fast: bool | None = None
    settings: Mapping[str, float] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """Every option of a run, settled; the fields are explained at `Request`.

    Attributes:
        shapes: event shapes of all nodes that have none in the spec.
        scales: node → (low, high), where values were mapped from there to [0, 1].
        precision, accumulate, shard, fast: the files of older runs do not have them.
        fingerprint: of the data that the run was begun with; "" in the files of older runs.
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
    fingerprint: str = ""


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
        options: dict[str, Any] = json.loads(text)["options"]
        return Config(**{key: read(options[key]) for key, read in _READ.items() if key in options})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"{name} holds no options of a run: {type(error).__name__}: {error}",
            "train again, or take the file from a backup",
        ) from error


def _pair(value: Any) -> tuple[float, float]:
    first, second = value
    return float(first), float(second)


_READ: Mapping[str, Any] = {
    "data": str,
    "steps": int,
    "batch": int,
    "lr": float,
    "betas": _pair,
    "decay": float,
    "seed": int,
    "fraction": float,
    "held_out": float,
    "device": str,
    "log_every": int,
    "checkpoint_every": int,
    "settings": dict,
    "shapes": lambda shapes: {node: tuple(map(int, shape)) for node, shape in shapes.items()},
    "scales": lambda scales: {node: _pair(scale) for node, scale in scales.items()},
    "precision": str,
    "accumulate": int,
    "shard": bool,
    "fast": bool,
    "fingerprint": str,
}
assert set(_READ) == {field.name for field in fields(Config)}

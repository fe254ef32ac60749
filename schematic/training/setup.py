"""Source and Request → Setup: the schematic at the shapes of its data, and all options settled.

Defaults are read off the model and the data, never off a name: a game (some player
discriminates) is trained longer and with less momentum than a model without an adversary.
"""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schematic.data import EMBEDDED, DataError, Dataset, Feed, Port, bind, event_shapes, load
from schematic.diagnostics import SchematicError, Source
from schematic.frontend import Examination, examine
from schematic.graph import Schedule, Schematic
from schematic.training.config import Config, Request, Shape
from schematic.training.errors import TrainingError
from schematic.training.layout import data_ports

BATCH = 128
ROWS = 100  # lines of the log of a run of default length
CHECKPOINTS = 10


@dataclass(frozen=True)
class Pace:
    """How a kind of model is trained unless the user says otherwise."""

    steps: int
    lr: float
    betas: tuple[float, float]


GAME = Pace(8_000, 1e-3, (0.5, 0.999))
WAKE_SLEEP = Pace(8_000, 1e-3, (0.9, 0.999))
PLAIN = Pace(3_000, 1e-3, (0.9, 0.999))


@dataclass(frozen=True, eq=False)
class Setup:
    """All that training needs, before any tensor exists."""

    config: Config
    schematic: Schematic
    dataset: Dataset
    train: Feed
    test: Feed | None


def accept(examination: Examination) -> Schematic:
    """The schematic, if nothing is wrong with it.

    Raises:
        SchematicError: carrying every finding.
    """
    if examination.errors:
        raise SchematicError(examination.findings, examination.source)
    return examination.schematic


def set_up(source: Source, request: Request) -> Setup:
    """Choose the data, take the shapes from them, and settle every option.

    Raises:
        SchematicError: the spec has errors, perhaps only at these shapes.
        DataError: the data cannot be used.
        TrainingError: an option is out of range.
    """
    first = accept(examine(source, request.settings, request.shapes))
    _check(request)
    ports = data_ports(first)
    dataset = load_data(request, ports)
    known = event_shapes(dataset, ports)
    shapes = {n: known[n] for n in known if first.nodes[n].space.shape is None}
    shapes = {**request.shapes, **shapes}
    schematic = accept(examine(source, request.settings, shapes))
    return _settle(schematic, dataset, request, shapes)


def load_data(request: Request, ports: tuple[Port, ...]) -> Dataset:
    """The data set that is asked for, or the first embedded one that fits."""
    if request.data is not None:
        return _load(request.data, request)
    for name in EMBEDDED:
        dataset = _load(name, request)
        try:
            bind(dataset, ports, split="train")
        except DataError:
            continue
        return dataset
    nodes = ", ".join(f"`{port.node}`" for port in ports)
    raise DataError(
        f"no embedded data set fits the data nodes {nodes}",
        "say which data to use: --data NAME or --data PATH",
    )


def _load(data: str, request: Request) -> Dataset:
    seed, fraction = request.seed or 0, request.fraction
    held_out = 0.1 if request.held_out is None else request.held_out
    fraction = 1.0 if fraction is None else fraction
    return load(data, seed=seed, held_out=held_out, fraction=fraction)


def _settle(
    schematic: Schematic, dataset: Dataset, request: Request, shapes: Mapping[str, Shape]
) -> Setup:
    ports = data_ports(schematic)
    train = bind(dataset, ports, split="train")
    test = bind(dataset, ports, split="test") if dataset.test else None
    pace = pace_of(schematic)
    batch = request.batch or BATCH
    steps = request.steps or pace.steps
    if request.epochs is not None:
        examples = max(len(column) for column in train.columns.values())
        steps = math.ceil(request.epochs * examples / batch)
    config = Config(
        data=request.data or dataset.name,
        steps=steps,
        batch=batch,
        lr=request.lr or pace.lr,
        betas=request.betas or pace.betas,
        seed=request.seed or 0,
        fraction=1.0 if request.fraction is None else request.fraction,
        held_out=0.1 if request.held_out is None else request.held_out,
        device=request.device or "cpu",
        log_every=request.log_every or max(1, steps // ROWS),
        checkpoint_every=request.checkpoint_every or max(1, steps // CHECKPOINTS),
        settings=dict(request.settings),
        shapes=dict(shapes),
        scales=dict(train.scales),
    )
    return Setup(config, schematic, dataset, train, test)


def pace_of(schematic: Schematic) -> Pace:
    """How to train a schematic of this kind."""
    if schematic.schedule is Schedule.WAKE_SLEEP:
        return WAKE_SLEEP
    is_game = any(player.discriminates for player in schematic.objective.players)
    return GAME if is_game else PLAIN


def versions() -> dict[str, str]:
    """What a run was made with."""
    import numpy
    import torch

    import schematic

    return {
        "schematic": schematic.__version__,
        "torch": str(torch.__version__),
        "numpy": numpy.__version__,
        "python": platform.python_version(),
    }


def _check(request: Request) -> None:
    if request.steps is not None and request.epochs is not None:
        raise TrainingError("--steps and --epochs both say how long to train", "give one of them")
    for name in ("steps", "epochs", "batch", "lr", "log_every", "checkpoint_every"):
        value: Any = getattr(request, name)
        if value is not None and not (value > 0 and math.isfinite(value)):
            option = "--" + name.replace("_", "-")
            raise TrainingError(f"{option} {value:g} is not above 0", "give a positive number")
    for beta in request.betas or ():
        if not 0 <= beta < 1:
            raise TrainingError(f"--betas: {beta:g} is not in [0, 1)", "give two, such as 0.9,0.999")

"""Source and Request → Setup: the schematic at the shapes of its data, and all options settled.

Defaults follow from the objective and the data, never from a name: a game is trained longer, with a
higher learning rate and less momentum, than a model without an adversary.
"""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from schematic.data import (
    EMBEDDED,
    DataError,
    Dataset,
    Feed,
    Learnt,
    Port,
    bind,
    describe,
    event_shapes,
    fingerprint,
    keep_labels,
    load,
)
from schematic.data.dataset import Array, count_examples
from schematic.data.preparation import IMAGE_CHANGES
from schematic.data.preparation.image_changes import UnfitError
from schematic.data.registry import OBJECT
from schematic.diagnostics import Source
from schematic.graph import Schematic
from schematic.graph.scope import as_shape
from schematic.model.optimizer_kinds import ADAM, OPTIMIZERS
from schematic.objective import derive
from schematic.objective.terms import Contrast, Denoising, Verdict
from schematic.pipeline import accept
from schematic.ranges import plain, shown
from schematic.training.options.batch_bounds import require_possible
from schematic.training.options.batch_places import data_ports
from schematic.training.options.by_player import of_player, settle
from schematic.training.options.config import REQUESTED, Config, Request, Shape, with_defaults
from schematic.training.options.given_data import Given, with_data
from schematic.training.options.prepared import prepare
from schematic.training.options.schedules import LINEAR, SCHEDULES
from schematic.training.options.user_nets import UserNet, read_nets
from schematic.training.options.values import Each
from schematic.training.training_errors import RunError, TrainingError

BATCH = 128
ROWS, FEW = 100, 10  # lines of the log of a long run, and of a short one
APART = 100  # steps between two lines at least, if there are a few: a line costs about three steps
CHECKPOINTS = 10


@dataclass(frozen=True)
class Pace:
    """How a kind of model is trained unless the user says otherwise.

    Attributes:
        steps: the largest number of steps.
        epochs: the largest number of epochs, so that few examples are not learnt by heart.
        lr, betas: of Adam.
    """

    steps: int
    epochs: float
    lr: float
    betas: tuple[float, float]


GAME = Pace(8_000, math.inf, 2e-3, (0.5, 0.999))
WAKE_SLEEP = Pace(8_000, math.inf, 1e-3, (0.9, 0.999))
DIFFUSION = Pace(20_000, math.inf, 2e-3, (0.9, 0.999))
PLAIN = Pace(3_000, 250, 1e-3, (0.9, 0.999))
FEWEST = 500  # steps


@dataclass(frozen=True, eq=False)
class Examples:
    """The data of a run.

    Attributes:
        dataset: as they were read.
        train, test: as the model takes them; nothing may be held out.
        line: what was read, in one line.
        learnt: what the training examples say of how all are prepared.
    """

    dataset: Dataset
    train: Feed
    test: Feed | None
    line: str
    learnt: Learnt


@dataclass(frozen=True, eq=False)
class Setup:
    """Everything that training needs before any tensor exists.

    Attributes:
        config: the options.
        schematic: the model, at the shapes of its data.
        examples: the data; None where a trained run is opened without them.
        nets: the files that the user names for nets; nothing in them has been run.
    """

    config: Config
    schematic: Schematic
    examples: Examples | None
    nets: Mapping[str, UserNet] = field(default_factory=dict)

    @property
    def dataset(self) -> Dataset:
        """The data as they were read."""
        return self._needed().dataset

    @property
    def train(self) -> Feed:
        """The examples to train on."""
        return self._needed().train

    @property
    def test(self) -> Feed | None:
        """The examples that are held out, if any are."""
        return self._needed().test

    @property
    def line(self) -> str:
        """What was read, in one line."""
        return self._needed().line

    def _needed(self) -> Examples:
        if self.examples is None:
            raise RunError(
                f"the run was opened without its data, {self.config.data}, which this needs",
                "open it with them",
            )
        return self.examples


def set_up(
    source: Source,
    request: Request,
    scales: Mapping[str, tuple[float, float]] | None = None,
    known: Array | None = None,
    learnt: Learnt | None = None,
    before: str = "",
    data: object | None = None,
) -> Setup:
    """Choose the data, take the shapes from them, and settle every option.

    Args:
        source: the spec.
        request: what the user asks for.
        scales: the ranges of the data that a model was trained on, where these data are others.
        known: digests of the examples that the model was not trained on, uint64 [H].
        learnt: what a run has learnt of its training examples, by which these are prepared.
        before: the fingerprint of the data that a model was trained on, which is compared with.
        data: an object of Python that holds the examples, where they are not a name or a path.

    Raises:
        SchematicError: the spec has errors, perhaps only at these shapes.
        DataError: the data cannot be used.
        TrainingError: an option is out of range.
    """
    first = accept(source, request.settings, request.shapes)
    request, given = with_data(_checked(request), data)
    ports = data_ports(first, request.columns)
    dataset = load_data(request, ports, known, given)
    if scales:
        dataset = replace(dataset, bounds=next(iter(scales.values())))
    found = event_shapes(dataset, ports)
    shapes = {n: found[n] for n in found if first.nodes[n].space.shape is None}
    shapes = {**request.shapes, **shapes}
    schematic = accept(source, request.settings, shapes)
    return _settle(schematic, dataset, request, shapes, learnt, before)


def set_up_without_data(source: Source, config: Config) -> Setup:
    """Return the setup of a trained run without its data: shapes and scales are in its options.

    Raises:
        SchematicError: the spec has errors.
    """
    settings = {} if config.written_out else config.settings
    schematic = accept(source, settings, config.shapes)
    return Setup(config, schematic, None, read_nets(config.nets, schematic))


def data_place(name: str) -> str:
    """Return the name of embedded data, or the whole path of others, so that a run can be moved."""
    is_place = name not in EMBEDDED and not name.startswith(OBJECT)
    return os.path.abspath(name) if is_place else name  # noqa: PTH100


def load_data(
    request: Request,
    ports: tuple[Port, ...],
    known: Array | None = None,
    given: Given | None = None,
) -> Dataset:
    """Load the data set that is given or asked for, or the first embedded one that fits."""
    if given is not None:
        return _load(given.items, request, ports, workers=given.workers)
    if request.data is not None:
        return _load(request.data, request, ports, known)
    for name in EMBEDDED:
        try:
            dataset = _load(name, request, ports)
        except UnfitError:
            continue
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


def _load(
    data: object,
    request: Request,
    ports: tuple[Port, ...],
    known: Array | None = None,
    workers: int = 0,
) -> Dataset:
    seed, fraction = request.seed or 0, request.fraction
    held_out = 0.1 if request.held_out is None else request.held_out
    fraction = 1.0 if fraction is None else fraction
    preparing = {name: getattr(request, name) for name in IMAGE_CHANGES}
    return load(
        data,
        seed=seed,
        held_out=held_out,
        fraction=fraction,
        known=known,
        ports=ports,
        preparing=preparing,
        stream=request.stream,
        workers=workers,
    )


def _settle(
    schematic: Schematic,
    dataset: Dataset,
    request: Request,
    shapes: Mapping[str, Shape],
    learnt: Learnt | None,
    before: str,
) -> Setup:
    found = fit_examples(schematic, dataset, request, learnt)
    pace = pace_of(schematic)
    batch = request.batch or BATCH
    examples = max(map(len, found.train.columns.values()))
    require_possible(schematic, batch, request.accumulate or 1, examples)
    players = players_of(schematic)
    rates = dict.fromkeys(players, pace.lr)
    steps = choose_steps(request, pace, examples, derive(schematic).batches)
    chosen = {
        **vars(request),
        "data": data_place(request.data or dataset.name),
        "steps": steps,
        "batch": batch,
        **settle_optimizers(request, players),
        "lr": settle("--lr", request.lr, rates, players),
        "decay": _decay(request),
        "betas": request.betas or pace.betas,
        "log_every": request.log_every or max(1, steps // ROWS, min(APART, steps // FEW)),
        "checkpoint_every": request.checkpoint_every or max(1, steps // CHECKPOINTS),
        "shapes": dict(shapes),
        "scales": dict(found.train.scales),
        "fingerprint": fingerprint(dataset, before),
        "examples": count_examples(dataset),
        **vars(found.learnt),
    }
    nets = read_nets(request.nets, schematic)
    chosen |= {
        "nets": {net: str(each) for net, each in nets.items()},
        "net_sums": {net: each.sha256 for net, each in nets.items()},
    }
    config = with_defaults(chosen)
    if config.warmup >= config.steps:
        raise TrainingError(
            f"--warmup {config.warmup:,} takes all of {config.steps:,} steps",
            "give fewer, or train for more --steps",
        )
    return Setup(config, schematic, found, nets)


def fit_examples(
    schematic: Schematic, dataset: Dataset, options: Request, learnt: Learnt | None = None
) -> Examples:
    """Return data in the form in which a model takes them.

    Args:
        schematic: the model, at the shapes of its data.
        dataset: as they were read.
        options: which columns they are, how many labels are kept, how they are prepared.
        learnt: what a run has learnt of its training examples, by which these are prepared.

    Raises:
        DataError: the data do not fit the model.
    """
    ports = data_ports(schematic, options.columns)
    train = bind(dataset, ports, split="train")
    if options.labels is not None:
        train = keep_labels(train, ports, options.labels, options.seed or 0)
    test = bind(dataset, ports, split="test") if dataset.test else None
    prepared = prepare(train, test, ports, options, learnt)
    told = replace(dataset, notes=(*dataset.notes, *prepared.notes))
    line = describe(told, ports, dict(train.scales))
    return Examples(dataset, prepared.train, prepared.test, line, prepared.learnt)


def players_of(schematic: Schematic) -> tuple[str, ...]:
    """Return the names of a schematic's players, in their order."""
    return tuple(player.name for player in derive(schematic).players)


def settle_optimizers(request: Request, players: tuple[str, ...]) -> dict[str, Any]:
    """Return the optimizer of all players or of each, with its momentum and its weight decay."""
    asked = settle("--optimizer", request.optimizer, dict.fromkeys(players, ADAM), players)
    rows = {player: OPTIMIZERS[of_player(asked, player)] for player in players}
    momenta = {player: 0.0 for player, row in rows.items() if "momentum" in row.takes}
    momentum = settle("--momentum", request.momentum, momenta, players) if momenta else None
    decays = {player: row.weight_decay for player, row in rows.items()}
    weight_decay = settle("--weight-decay", request.weight_decay, decays, players)
    return {"optimizer": asked, "momentum": momentum, "weight_decay": weight_decay}


def _decay(request: Request) -> float:
    """Return the share of the steps over which the learning rate falls."""
    default = SCHEDULES[request.schedule or LINEAR].decay
    return default if request.decay is None else request.decay


def pace_of(schematic: Schematic) -> Pace:
    """Return how to train a schematic of this kind.

    It is a game if some player gets the reverse of what a discriminator gets. A discriminator that
    only weighs examples makes no game. A diffusion mixes new noise into its examples in each step,
    so they are never the same, and it takes many.
    """
    if schematic.schedule.has_phases:
        return WAKE_SLEEP
    bodies = [term.body for player in derive(schematic).players for term in player.terms]
    is_game = any(isinstance(body, Verdict | Contrast) and body.reverse for body in bodies)
    if is_game:
        return GAME
    return DIFFUSION if any(isinstance(body, Denoising) for body in bodies) else PLAIN


def choose_steps(request: Request, pace: Pace, examples: int, batches: int) -> int:
    """Return how many steps to train.

    Args:
        request: what the user asks for.
        pace: how a model of this kind is trained otherwise.
        examples: how many the largest domain has.
        batches: how many batches a step takes.
    """
    batch = (request.batch or BATCH) * batches
    if request.steps is not None:
        return request.steps
    if request.epochs is not None:
        return math.ceil(request.epochs * examples / batch)
    return min(pace.steps, max(FEWEST, math.ceil(min(pace.epochs * examples / batch, 1e9))))


def versions() -> dict[str, str]:
    """Return the versions that a run is made with."""
    import numpy
    import torch

    from schematic.version import __version__

    return {
        "schematic": __version__,
        "torch": str(torch.__version__),
        "numpy": numpy.__version__,
        "python": platform.python_version(),
    }


def _checked(request: Request) -> Request:
    """The request, its values as Python's own, so that a file can hold them."""
    if request.steps is not None and request.epochs is not None:
        raise TrainingError("--steps and --epochs both say how long to train", "give one of them")
    plainly: dict[str, Any] = {}
    for name, option in REQUESTED.items():
        given = getattr(request, name)
        if given is None or isinstance(option.takes, Each):
            continue
        if not option.takes.accepts(given):
            word = option.word(name)
            raise TrainingError(f"{word} cannot be {shown(given)}", f"give {option.takes}")
        plainly[name] = option.takes.plain(given)
    shapes = {name: as_shape(shape) or () for name, shape in request.shapes.items()}
    settings = {name: plain(value) or 0 for name, value in request.settings.items()}
    return replace(request, **plainly, settings=settings, shapes=shapes)

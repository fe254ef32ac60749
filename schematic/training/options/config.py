"""What a user asks for → Config: every option of a run.

A `Request` leaves options open; `options.setup` settles them into a `Config`. An option that
follows from nothing else needs a field in each, and no other line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from schematic.data.preparation.image_size import SQUARE
from schematic.data.preparation.learnt import Standard
from schematic.model.optimizer_kinds import ADAM, OPTIMIZERS
from schematic.ranges import COUNT, NATURAL, SEED, Range
from schematic.training.options.data_values import ImageSize, Moments
from schematic.training.options.option import (
    DATA,
    LENGTH,
    LOOP,
    PREPARING,
    SCALE,
    asked,
    by_name,
    declared,
    default_of,
    settled,
)
from schematic.training.options.schedules import LINEAR, SCHEDULES
from schematic.training.options.values import (
    ByPlayer,
    Choice,
    Each,
    Flag,
    Number,
    Pair,
    Setting,
    Several,
    Sizes,
    Text,
)

Shape = tuple[int, ...]

Rate = float | Mapping[str, float]

PRECISIONS = ("float32", "bf16", "fp16")
LOGS = ("jsonl", "tensorboard")


@dataclass(frozen=True)
class Request:
    """What a user asks for; None leaves an option to the model and the data.

    Attributes:
        data: name of an embedded data set, or a path.
        steps, epochs: how long to train; one of them at most.
        batch: examples a step, of all processes together.
        lr: the learning rate, of all players or by player.
        betas: of Adam.
        decay: share of the steps, at the end, over which the learning rate falls to 0.
        seed: of the data, the initial parameters and all noise.
        fraction: share of the training examples to keep.
        held_out: share to hold out where the data bring no test split.
        labels: of each class of a partly observed node that are kept in training; None for all.
        schedule: how the learning rate falls: linear, cosine or constant.
        warmup: steps over which it rises at the beginning.
        optimizer: of all players or by player.
        momentum: of sgd and rmsprop, of all players or by player.
        weight_decay: of all players or by player.
        clip: the largest norm of a player's gradients; None for any.
        ema: decay of an average of the parameters over the steps; None for none.
        patience: lines of the log without a lower held-out loss after which training ends.
        crop, resize: a size of images, such as 64 or "64x48" (width, height); or crop "square".
        grey: whether images are made grey.
        flip: whether images are flipped at random in training, left to right.
        standardise: whether real nodes are standardised by their training examples.
        dequantise: whether pixels of 8 bits get uniform noise of one step.
        device: cpu, cuda, mps or auto.
        log_every, checkpoint_every: in steps.
        sample_every: steps between two pictures of samples; None draws them at the end alone.
        log: where the lines of the log go beside log.csv.
        precision: in which the nets compute: float32, bf16 or fp16.
        accumulate: parts in which a process goes through its share of a batch.
        shard: whether each process keeps a share of the parameters only.
        fast: whether a step is compiled as one graph.
        stream: whether data stay on the disk and are read batch by batch; None does so where they
            are larger than a share of the memory.
        workers: threads that read batches ahead, of data that are not in memory; None leaves it to
            the data.
        threads: with which PyTorch computes a step on the CPU; None leaves it to the environment
            and to the size of the nets.
        settings: values that override `let` lines.
        shapes: event shapes for nodes without one.
        columns: data node → the column of the data that it takes.
        nets: net → `FILE:NAME`, a module of the user's own; named anew for each resumed run.
    """

    data: str | None = asked(
        Text(),
        "default: the first embedded data set that fits",
        group=DATA,
        metavar="NAME|PATH",
    )
    fraction: float | None = asked(
        Number(Range(0, 1, without=(0,))), "share of the training data to keep", group=DATA
    )
    held_out: float | None = asked(
        Number(Range(0, 1, without=(1,))),
        "share to hold out, if there is no test set",
        group=DATA,
    )
    labels: int | None = asked(
        Number(COUNT),
        "labels of each class to keep in training, of partly observed nodes",
        group=DATA,
        metavar="N",
    )
    crop: str | int | None = asked(
        ImageSize(SQUARE),
        f"the middle of every image; `{SQUARE}`: as much as a square holds",
        group=PREPARING,
        metavar="SIZE",
    )
    grey: bool | None = asked(Flag(), "make images grey", group=PREPARING)
    resize: str | int | None = asked(
        ImageSize(),
        "bring images to one size: 64, or 64x48 for width and height",
        group=PREPARING,
        metavar="SIZE",
    )
    standardise: bool | None = asked(
        Flag(),
        "real nodes: less the mean, divided by the deviation of the training examples",
        group=PREPARING,
    )
    flip: bool | None = asked(
        Flag(), "flip images of training left to right, at random", group=PREPARING
    )
    dequantise: bool | None = asked(
        Flag(),
        "spread pixels of 8 bits by uniform noise, so that they have a density",
        group=PREPARING,
    )
    steps: int | None = asked(Number(COUNT), "batches", group=LENGTH, changes=True)
    epochs: int | None = asked(
        Number(COUNT), "times through the data, instead of --steps", group=LENGTH, changes=True
    )
    batch: int | None = asked(Number(COUNT), "examples in a batch, of all processes", group=LENGTH)
    lr: float | Mapping[str, float] | None = asked(
        ByPlayer(Number(Range(0, 1e18, without=(0,)))),
        "learning rate; of one player: --lr phi=1e-4",
        group=LENGTH,
        metavar="[PLAYER=]LR",
    )
    betas: tuple[float, float] | None = asked(
        Pair(Range(0, 1, without=(1,))),
        "momenta of Adam: 0.5,0.999",
        group=LENGTH,
        metavar="A,B",
    )
    decay: float | None = asked(
        Number(Range(0, 1)),
        "of the steps, over which lr falls to 0 at the end",
        group=LENGTH,
        metavar="SHARE",
    )
    seed: int | None = asked(
        Number(SEED), "of data, parameters and noise; default: 0", group=LENGTH
    )
    schedule: str | None = asked(
        Choice(tuple(SCHEDULES)), "how lr falls; default: linear", group=LOOP
    )
    warmup: int | None = asked(
        Number(NATURAL), "over which lr rises at the beginning", group=LOOP, metavar="STEPS"
    )
    optimizer: str | Mapping[str, str] | None = asked(
        ByPlayer(Choice(tuple(OPTIMIZERS))),
        f"{', '.join(OPTIMIZERS)}; default: adam; of one player: --optimizer phi=rmsprop",
        group=LOOP,
        metavar="[PLAYER=]NAME",
    )
    momentum: float | Mapping[str, float] | None = asked(
        ByPlayer(Number(Range(0, 1, without=(1,)))),
        "of sgd and rmsprop; default: 0",
        group=LOOP,
        metavar="[PLAYER=]M",
    )
    weight_decay: float | Mapping[str, float] | None = asked(
        ByPlayer(Number(Range(0, 1e18))),
        "default: 0, of adamw 0.01",
        group=LOOP,
        metavar="[PLAYER=]W",
    )
    clip: float | None = asked(
        Number(Range(0, 1e18, without=(0,))),
        "shorten the gradients of each player to this norm",
        group=LOOP,
        metavar="NORM",
    )
    ema: float | None = asked(
        Number(Range(0, 1, without=(0, 1))),
        "the run gives an average of the parameters, which forgets by this factor a step: 0.999",
        group=LOOP,
        metavar="DECAY",
    )
    patience: int | None = asked(
        Number(COUNT),
        "end after this many lines of the log without a lower held-out loss, and keep the best",
        group=LOOP,
        metavar="LINES",
        changes=True,
    )
    device: str | None = asked(
        Choice(("cpu", "cuda", "mps", "auto")), "default: cpu", group=LENGTH, changes=True
    )
    precision: str | None = asked(
        Choice(PRECISIONS),
        "of the nets; default: float32; fp16 scales losses",
        group=SCALE,
        changes=True,
    )
    accumulate: int | None = asked(
        Number(COUNT),
        "go through a batch in K parts; default: 1",
        group=SCALE,
        metavar="K",
        changes=True,
    )
    shard: bool | None = asked(
        Flag(),
        "each process keeps a share of the parameters, not all of them",
        group=SCALE,
        changes=True,
    )
    fast: bool | None = asked(
        Flag(),
        "compile a step as one graph: some seconds at the beginning, then two to four times as "
        "fast on small nets",
        group=SCALE,
        changes=True,
    )
    stream: bool | None = asked(
        Flag(),
        "leave data on the disk and read them batch by batch; default: where they are larger "
        "than a quarter of the memory",
        group=SCALE,
        changes=True,
    )
    workers: int | None = asked(
        Number(Range(0, 1_024, whole=True)),
        "threads that read batches ahead, of data that are not in memory",
        group=SCALE,
        metavar="N",
        changes=True,
    )
    threads: int | None = asked(
        Number(Range(1, 4_096, whole=True)),
        "of PyTorch on the CPU; default: OMP_NUM_THREADS, or 1 for small nets, else all cores",
        group=SCALE,
        metavar="N",
        changes=True,
    )
    log_every: int | None = asked(Number(COUNT), "a line of log.csv", metavar="STEPS")
    checkpoint_every: int | None = asked(Number(COUNT), "a checkpoint", metavar="STEPS")
    sample_every: int | None = asked(
        Number(COUNT), "a picture of samples, and a GIF of them", metavar="STEPS", changes=True
    )
    log: tuple[str, ...] | None = asked(
        Several(LOGS),
        f"where the lines go beside log.csv: {' or '.join(LOGS)}, or both with a comma",
        metavar="WHERE",
        changes=True,
    )
    settings: Mapping[str, float] = asked(Each(Setting()))
    shapes: Mapping[str, Shape] = asked(Each(Sizes()))
    columns: Mapping[str, str] = asked(Each(Text()))
    nets: Mapping[str, str] = asked(Each(Text()), changes=True)


@dataclass(frozen=True)
class Config:
    """Every option of a run, settled; the fields are explained at `Request`.

    What is not asked for has its default, and so has what the file of an older run lacks.

    Attributes:
        shapes: event shapes of all nodes that have none in the spec.
        scales: node → (low, high), where values were mapped from there to [0, 1].
        standards: real node → the mean and deviation by which it is standardised.
        levels: node → how many levels its pixels have, where noise fills the steps between them.
        fingerprint: of the data that the run was begun with; "" in the files of older runs.
        examples: how many these data have; 0 in the files of older runs.
        origin: the file that the run was begun with; "" in the files of older runs.
        written_out: whether that file was a rewrite of another, so that the spec of the run is the
            whole model as it was then, with the values of `settings` in their places.
        net_sums: net → the SHA-256 of the file that was named for it.
    """

    data: str
    steps: int
    batch: int
    lr: Rate
    betas: tuple[float, float]
    log_every: int
    checkpoint_every: int
    settings: Mapping[str, float]
    shapes: Mapping[str, Shape]
    scales: Mapping[str, tuple[float, float]] = settled(Each(Pair(Range(-1e308, 1e308))))
    decay: float = 0.5
    seed: int = 0
    fraction: float = 1.0
    held_out: float = 0.1
    device: str = "cpu"
    precision: str = "float32"
    accumulate: int = 1
    shard: bool = False
    fast: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    nets: Mapping[str, str] = field(default_factory=dict)
    net_sums: Mapping[str, str] = settled(Each(Text()), default_factory=dict)
    fingerprint: str = settled(Text(), default="")
    examples: int = settled(Number(SEED), default=0)
    origin: str = settled(Text(), default="")
    written_out: bool = settled(Flag(), default=False)
    labels: int | None = None
    sample_every: int | None = None
    ema: float | None = None
    schedule: str = LINEAR
    warmup: int = 0
    optimizer: str | Mapping[str, str] = ADAM
    momentum: Rate | None = None
    weight_decay: Rate = 0.0
    clip: float | None = None
    patience: int | None = None
    log: tuple[str, ...] = ()
    crop: str | None = None
    grey: bool = False
    resize: str | None = None
    standardise: bool = False
    flip: bool = False
    dequantise: bool = False
    standards: Mapping[str, Standard] = settled(Each(Moments()), default_factory=dict)
    levels: Mapping[str, int] = settled(Each(Number(COUNT)), default_factory=dict)
    stream: bool | None = None
    workers: int | None = None
    threads: int | None = None


REQUESTED = dict(declared(Request))
"""The options that can be asked for."""
CHANGEABLE = frozenset(name for name, option in REQUESTED.items() if option.changes)
"""The options that a resumed run may have otherwise."""
OPTIONS = by_name(Request, Config)
"""All options of a run."""


def asked_for(request: Request) -> dict[str, Any]:
    """The options that somebody has asked for."""
    return {name: v for name, v in vars(request).items() if v is not None and v != {}}


def with_defaults(chosen: Mapping[str, Any]) -> Config:
    """The options of a run: what is chosen, and the defaults of what is not.

    Args:
        chosen: values by name; None, and what a run does not keep, are left out.
    """
    kept = {each.name: default_of(each) for each in fields(Config)}
    given = {name: value for name, value in chosen.items() if name in kept and value is not None}
    return Config(**{name: v for name, v in {**kept, **given}.items() if v is not MISSING})


def differences(ours: Config, theirs: Config) -> list[str]:
    """Return the names of options that differ, though a run keeps them; its data may be moved."""
    names = [name for name in REQUESTED if name not in {*CHANGEABLE, "data"}]
    return [name for name in names if getattr(ours, name) != getattr(theirs, name)]

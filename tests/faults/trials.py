"""Stages and a seed → the trials of `writes` and of `kills`, by name."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.disk import Kind
from tests.faults.sgm_process import Kill
from tests.faults.stage import Length, Stage, begin, forced, resumed
from tests.faults.survival import Verdict
from tests.faults.ways import WAYS

SHORT = Length(steps=5, log_every=3, checkpoint_every=2)
LONG = Length(steps=120, log_every=7, checkpoint_every=5)
SIGNALS = (
    signal.SIGKILL,
    signal.SIGKILL,
    signal.SIGKILL,
    signal.SIGTERM,
    signal.SIGINT,
    signal.SIGHUP,
)
AGAIN = 0.4  # the probability that a run which goes on is killed again


@dataclass(frozen=True)
class Trial:
    """Something that goes wrong in a run.

    Attributes:
        group: what is counted together in the table.
        name: what exactly goes wrong, and where.
        perform: lets it happen.
    """

    group: tuple[str, str]
    name: str
    perform: Callable[[], Verdict]


def writes(stage: Stage, kinds: tuple[Kind, ...], one_in: int = 1) -> Iterator[Trial]:
    """Yield a trial for each kind of fault and each operation on files.

    Args:
        stage: of a short run.
        kinds: what happens to an operation.
        one_in: 1 for all trials; n for the n-th part of them, which the name of the stage decides.
    """
    chance = random.Random(stage.name)
    for fault in stage.faults(kinds):
        if chance.randrange(one_in):
            continue
        operation, path = stage.whole.operations[fault.at - 1]
        name = f"{stage.name}: {fault.kind}: operation {fault.at}, {operation} {path}"
        yield Trial((stage.way, fault.kind), name, partial(stage.inject, fault))


def kills(stage: Stage, seconds: float, count: int, seed: int) -> Iterator[Trial]:
    """Yield trials that kill a run at random moments, and again when it goes on.

    Args:
        stage: of a long run.
        seconds: how long the run takes when nothing happens.
        count: how many trials.
        seed: of the moments, the signals and the ranks.
    """
    chance = random.Random(f"{stage.name} {seed}")
    for number in range(count):
        shots = [_kill(chance, stage, seconds)]
        while chance.random() < AGAIN:
            shots.append(_kill(chance, stage, seconds))
        told = ", ".join(f"{shot.number.name} at {shot.after:.3f} s" for shot in shots)
        name = f"{stage.name}: number {number}: {told}"
        yield Trial((stage.way, shots[0].number.name), name, partial(stage.kill, tuple(shots)))


def _kill(chance: random.Random, stage: Stage, seconds: float) -> Kill:
    rank = chance.randrange(WAYS[stage.way].processes)
    return Kill(chance.choice(SIGNALS), chance.uniform(0, seconds), rank)


def stages(
    place: Path, specs: Sequence[str], ways: Sequence[str], length: Length, *, after: bool
) -> Iterator[Stage]:
    """Yield the stages of some specs, computed in some ways.

    Args:
        place: an empty folder.
        specs: names of models.
        ways: names of ways.
        length: of each run.
        after: whether runs that are resumed and runs over other runs are stages too.
    """
    for way in ways:
        for spec in specs:
            stage = begin(place / way / spec, spec, way, length)
            yield stage
            if after:
                yield resumed(place / way / f"{spec}-resumed", stage)
                yield forced(place / way / f"{spec}-forced", specs[0], stage)


def timed(place: Path, spec: str, way: str, length: Length) -> tuple[Stage, float]:
    """Return the stage of a run whose pictures are painted, and how many seconds the run takes."""
    begin(place / "first", spec, way, length, has_pictures=True)  # for what is kept from now on
    start = time.monotonic()
    stage = begin(place / "second", spec, way, length, has_pictures=True)
    return stage, time.monotonic() - start

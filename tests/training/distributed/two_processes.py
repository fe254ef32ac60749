"""Two processes that train together: what each of them runs, found by its name."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import torch
import torch.distributed as dist
from torch.multiprocessing import spawn as start

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import (
    DivergedError,
    InterruptedTrainingError,
    Request,
    resume,
    train,
    train_and_resume,
)
from schematic.training.distributed.process_group import Team, join
from schematic.training.distributed.replicas import Replicas
from schematic.training.distributed.shards import Shards
from schematic.training.distributed.torchrun import Launch
from schematic.training.log.progress import Silent
from schematic.training.loop.accumulation import Accumulation
from schematic.training.loop.batches import Column
from schematic.training.training_errors import EndedElsewhereError
from tests.training.players import MORE, NAMES, build, compare
from tests.training.test_resume import Stopping

CPU = torch.device("cpu")
SIZE = 2


def spawn(work: Callable[[Team, Path], Any], folder: Path) -> list[Any]:
    """What each of two processes makes of it, as JSON, in order.

    The store is in this process, as it is in torchrun.
    """
    store = dist.TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)
    start(_begin, (work.__name__, folder, store.port), nprocs=SIZE)
    return [json.loads((folder / f"{rank}.json").read_text("utf-8")) for rank in range(SIZE)]


def _begin(rank: int, work: str, folder: Path, port: int) -> None:
    warnings.simplefilter("error")
    torch.set_num_threads(1)
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": str(SIZE)}
    os.environ |= {"TORCHELASTIC_USE_AGENT_STORE": "True", "TORCHELASTIC_RESTART_COUNT": "0"}
    train_and_resume.draw_pictures = lambda run: ()
    train_and_resume.save_drawing = lambda schematic, folder: None
    with join(Launch(rank, SIZE, rank, SIZE)) as team:
        found = globals()[work](team, folder)
    (folder / f"{rank}.json").write_text(json.dumps(found), "utf-8")


def gradients(team: Team, folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    """How far two processes are from one, for each way to train and each model."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for way, name in CASES:
        found.setdefault(way, {})[name] = compare_with_one(name, team, way)
    return found


SEVERAL_WAYS = ("ada", "aavae", "helmholtz", *MORE)
CASES = (
    *((way, name) for way in ("replicas", "shards") for name in NAMES),
    *((f"{way} in parts", name) for way in ("replicas", "shards") for name in SEVERAL_WAYS),
)


def compare_with_one(name: str, team: Team, way: str) -> dict[str, float]:
    """How far a model in two processes is from one in one process."""
    model = build(name)
    is_sharded, parts = way.startswith("shards"), 2 if way.endswith("parts") else 1
    with Shards(model, CPU) if is_sharded else Replicas(model) as exchange:
        is_plain = parts == 1 and not is_sharded
        step = model.step if is_plain else Accumulation(model, parts, CPU, exchange).step
        return compare(name, model, step, team.rank, team.size)


def begin_and_go_on(team: Team, folder: Path) -> list[str]:
    """Runs of 12 steps, and of 24 in two halves, by two processes in both ways.

    Returns:
        How two further runs ended: one of which the second process was interrupted, and one in
        which the data of the second process made the loss no number.
    """
    for name in ("whole", "parts"):
        train_run(folder / name, "gan", 24 if name == "whole" else 12, world=team)
    resume(folder / "parts", Request(steps=24), world=team)
    for name, is_sharded in (("two", False), ("shards", True)):
        train_run(folder / name, "ada", 12, world=team, shard=is_sharded)
    team.lead(lambda: copy_runs(folder))
    resume(folder / "one to two", Request(steps=24), world=team)
    resume(folder / "one to shards", Request(steps=24, shard=True), world=team)
    resume(folder / "two to shards", Request(steps=24, shard=True), world=team)
    resume(folder / "shards to two", Request(steps=24, shard=False), world=team)
    fail_to_lead(team)
    return [interrupted(team, folder / "interrupted"), diverged(team, folder / "diverged")]


def fail_to_lead(team: Team) -> None:
    """An error of the first process ends the second too."""

    def fail() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError if team.leads else EndedElsewhereError):
        team.lead(fail)


def interrupted(team: Team, folder: Path) -> str:
    """How a run ends when the second process is told to stop."""
    reporter = Stopping(4) if team.rank == 1 else Silent()
    with (
        patch.object(train_and_resume, "reporting", lambda *_, **__: nullcontext(reporter)),
        pytest.raises(InterruptedTrainingError) as caught,
    ):
        train_run(folder, "gan", 1_000, world=team)
    return str(caught.value)


def diverged(team: Team, folder: Path) -> str:
    """How a run ends when examples of the second process are too large for what is computed."""
    columns, change = (
        train_and_resume.to_columns,
        spoil if team.rank == 1 else lambda column: column,
    )
    with (
        patch.object(
            train_and_resume, "to_columns", lambda *given: tuple(map(change, columns(*given)))
        ),
        pytest.raises(DivergedError) as caught,
    ):
        train_run(folder, "ada", 20, world=team)
    return str(caught.value)


def spoil(column: Column) -> Column:
    """A column of which every fiftieth example is as large as a number can be."""
    values = column.values.clone()
    if values.is_floating_point():
        values[::50] = torch.finfo(values.dtype).max
    return replace(column, values=values)


def copy_runs(folder: Path) -> None:
    """A copy of each short run for each way to go on with it."""
    for way in WAYS_ON:
        shutil.copytree(folder / way.split(" to ")[0], folder / way)


WAYS_ON = (
    *("one to two", "one to shards", "two to one", "two to shards"),
    *("shards to one", "shards to two"),
)
DATA = {"gan": "ring", "ada": "moons-rotated"}


def train_run(folder: Path, spec: str, steps: int, **more: Any) -> None:
    """A run of a shipped spec; the learning rate stays, so that it can be longer."""
    world = more.pop("world", None)
    options = {"batch": 16, "log_every": 6, "checkpoint_every": 7, "seed": 5, "decay": 0.0}
    request = Request(data=DATA[spec], steps=steps, **options, **more)  # type: ignore[arg-type]
    train(read(zoo()[spec]), request, folder, world=world)

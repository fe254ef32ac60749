"""Whoever has an error tells it once; who lost contact says whom to; nobody waits for long."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch.distributed as dist

from schematic.training.distributed import failure_reports
from schematic.training.distributed.failure_reports import Roll, conclude, has_lost_contact
from schematic.training.distributed.process_group import Team
from schematic.training.distributed.torchrun import Launch, find_launch, is_follower
from schematic.training.training_errors import (
    DivergedError,
    EndedElsewhereError,
    LostProcessError,
    TrainingError,
)
from tests.cli.test_bad_input import ENVIRONMENT

GONE = RuntimeError("[pair.cc:553] Connection closed by peer [127.0.0.1]:1. Check the logs.")
LEFT = ("the checkpoint of step 7 in runs/a is good", "go on with: sgm train runs/a --resume")


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure_reports, "GRACE", 0.3)


def end(*errors: BaseException | None) -> list[BaseException | None]:
    """What each process ends with; None for one that is killed."""
    store = dist.HashStore()

    def one(rank: int) -> BaseException | None:
        error = errors[rank]
        roll = Roll(store, rank, len(errors))
        return None if error is None else conclude(error, roll, lambda: LEFT)

    with ThreadPoolExecutor(len(errors)) as pool:
        return list(pool.map(one, range(len(errors))))


def test_an_error_of_all_is_told_by_the_first() -> None:
    first, second, third = end(*(DivergedError("the loss is nan", "smaller") for _ in range(3)))
    assert str(first) == "the loss is nan\n  cure: smaller"
    for other in (second, third):
        assert isinstance(other, EndedElsewhereError)
        assert other.status == DivergedError.status


def test_an_error_of_one_is_told_by_it() -> None:
    first, second = end(GONE, TrainingError("no such file", "copy it"))
    assert isinstance(first, EndedElsewhereError)
    assert str(second) == "rank 1 of 2: no such file\n  cure: copy it"


def test_who_left_no_word_is_lost() -> None:
    first, _, third = end(GONE, None, GONE)
    for survivor in (first, third):
        assert isinstance(survivor, LostProcessError)
        assert survivor.message == (
            "lost the process of rank 1 of 3, which left no word "
            f"(Connection closed by peer [127.0.0.1]:1); {LEFT[0]}"
        )
        assert survivor.cure == LEFT[1]
        assert survivor.status == 1


def test_other_faults_are_not_taken_for_lost_contact() -> None:
    assert has_lost_contact(GONE)
    assert has_lost_contact(dist.DistBackendError("NCCL error"))
    assert not has_lost_contact(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))
    assert not has_lost_contact(OSError("No space left on device"))


def test_the_command_to_go_on() -> None:
    team = Team(Launch(rank=0, size=8, local_rank=0, local_size=4), dist.HashStore())
    assert team.how_to_go_on() == ("there is no checkpoint yet", "start again")
    team.note_good(Path("runs/a"), 1200)
    left, cure = team.how_to_go_on()
    assert left == "the checkpoint of step 1,200 in runs/a is good"
    assert "torchrun --nnodes 2 … --nproc-per-node 4 -m schematic train runs/a --resume" in cure
    assert "sgm train runs/a --resume" in cure


STUCK = """
import os, signal, threading
from schematic.training.distributed import failure_reports
failure_reports.LIMIT = 0.2
failure_reports._interrupt = lambda number, frame: None
with failure_reports.watch(lambda: ("all is well", "go on")):
    os.kill(os.getpid(), signal.SIGTERM)
    held = threading.Lock()
    held.acquire()
    held.acquire()
"""


@pytest.mark.slow
def test_a_process_that_is_stuck_ends_when_it_is_told_to() -> None:
    begin = time.monotonic()
    said = subprocess.run(
        [sys.executable, "-c", STUCK], env=ENVIRONMENT, capture_output=True, text=True, timeout=60
    )
    assert said.returncode == LostProcessError.status
    assert said.stderr == (
        "sgm: error: SIGTERM while waiting for another process; all is well\n  cure: go on\n"
    )
    assert time.monotonic() - begin < 30


def test_what_torchrun_says() -> None:
    started = {
        "RANK": "5",
        "WORLD_SIZE": "8",
        "LOCAL_RANK": "1",
        "LOCAL_WORLD_SIZE": "4",
        "MASTER_ADDR": "a",
        "MASTER_PORT": "1",
    }
    assert find_launch({}) is None
    assert find_launch(started) == Launch(rank=5, size=8, local_rank=1, local_size=4)
    assert is_follower(started)
    assert not is_follower({**started, "RANK": "0"})
    with pytest.raises(TrainingError, match="not LOCAL_RANK, MASTER_ADDR, MASTER_PORT"):
        find_launch({"RANK": "0", "WORLD_SIZE": "2"})
    with pytest.raises(TrainingError, match="are no numbers"):
        find_launch({**started, "RANK": "first"})

"""A run goes on in as many processes as it had, bitwise, or in more, or in fewer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from schematic.training import Request, open_run, resume
from schematic.training.checkpoint.checkpoint_file import CURRENT
from schematic.training.device import noise_seed
from tests.training.distributed.two_processes import WAYS_ON, begin_and_go_on, spawn, train_run
from tests.training.test_resume import log_of, parameters

SAME = 2e-5  # float32 sums in another order, over 24 steps of Adam


@pytest.mark.slow
def test_a_run_goes_on_in_any_world(tmp_path: Path, no_pictures: None) -> None:
    """One pair of processes for all of it, since they take seconds to start."""
    train_run(tmp_path / "one", "ada", 12)
    train_run(tmp_path / "reference", "ada", 24)
    (first, *other), (second, *same) = spawn(begin_and_go_on, tmp_path)
    resume(tmp_path / "two to one", Request(steps=24))
    resume(tmp_path / "shards to one", Request(steps=24, shard=False))

    check_bitwise(tmp_path)
    for way in WAYS_ON:
        check_near(tmp_path / way, tmp_path / "reference")
    check_random_states(tmp_path)
    assert (first.replace(", and pictures are drawn", ""), other) == (second, same)
    check_interrupted(tmp_path / "interrupted", first)
    check_diverged(tmp_path / "diverged", *other)


def check_bitwise(runs: Path) -> None:
    """In as many processes, a run in two halves is the run as a whole."""
    assert parameters(runs / "parts") == parameters(runs / "whole")
    assert log_of(runs / "parts") == log_of(runs / "whole")


def check_near(run: Path, reference: Path) -> None:
    """ADA draws no noise, so every way leads to the same parameters, but for rounding."""
    ours, theirs = (load_file(folder / CURRENT) for folder in (run, reference))
    for name in theirs:
        if not name.startswith("random"):
            torch.testing.assert_close(ours[name], theirs[name], atol=SAME, rtol=1e-3)
    for mine, his in zip(log_of(run), log_of(reference), strict=True):
        assert {k: float(v) for k, v in mine.items()} == pytest.approx(
            {k: float(v) for k, v in his.items()}, rel=1e-3, abs=1e-5
        )


def check_random_states(runs: Path) -> None:
    """Every process has one, in the one file."""
    names = {way: set(load_file(runs / way / CURRENT)) for way in ("two to one", "one to two")}
    assert names["one to two"] - names["two to one"] == {"random.cpu.1"}
    both = load_file(runs / "whole" / CURRENT)
    assert not torch.equal(both["random.cpu"], both["random.cpu.1"])


def check_interrupted(run: Path, said: str) -> None:
    """All processes stop at one step, with a checkpoint."""
    found = re.match(r"interrupted at step (\d+) of 1,000; a checkpoint is written", said)
    assert found
    assert "torchrun --nproc-per-node 2 -m schematic train" in said
    assert open_run(run).state.step == int(found[1]) < 200


def check_diverged(run: Path, said: str) -> None:
    """A loss of one process that is no number ends all, with one message."""
    assert "the loss of player phi is nan at step" in said
    assert "its term −log q(y|x) is nan; the" in said
    assert "the checkpoint of step" in said
    assert open_run(run).state.step < 20


def test_noise_begins_with_the_seed_and_is_each_process_s_own() -> None:
    assert noise_seed(5, 0, 0) == 5
    seeds = [noise_seed(seed, rank, step) for seed in (0, 1) for rank in (1, 2) for step in (0, 9)]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)

"""Small nets have one thread, unless the user says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from torch import nn

from schematic.cli.inputs import read_source
from schematic.training.loop.threads import (
    NAMED,
    SMALL,
    choose_threads,
    computing_with,
    largest_layer,
)
from schematic.training.options.config import Request
from schematic.training.train_and_resume import train


@pytest.fixture(autouse=True)
def four_threads() -> Iterator[None]:
    with mock.patch("torch.get_num_threads", return_value=4):
        yield


def test_small_nets_have_one_thread_and_large_ones_what_there_is() -> None:
    assert choose_threads(None, SMALL - 1, environment={}).count == 1
    large = choose_threads(None, SMALL, environment={})
    assert (large.count, large.words) == (None, "4 threads")


@pytest.mark.parametrize("work", [1, SMALL])
def test_what_the_user_says_goes_before(work: int) -> None:
    assert choose_threads(3, work, environment={"OMP_NUM_THREADS": "2"}).count == 3
    named = choose_threads(None, work, environment={"OMP_NUM_THREADS": "4"})
    assert (named.count, named.words) == (None, "4 threads, as OMP_NUM_THREADS says")


def test_processes_that_share_a_machine_keep_what_their_launcher_gave_them() -> None:
    assert choose_threads(None, 1, processes=2, environment={}).count is None


def model(*nets: nn.Module) -> nn.Module:
    return nn.ModuleList(nets)


def test_a_matrix_is_applied_once_and_a_kernel_at_each_pixel() -> None:
    dense = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
    local = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(16, 2))
    assert largest_layer(model(dense), 10, [(1, 8, 8)]) == 10 * 64 * 32
    assert largest_layer(model(dense, local), 10, [(1, 8, 8)]) == 10 * 64 * 36
    assert largest_layer(model(dense), 10, [(2,)]) == 10 * 64 * 32
    assert largest_layer(model(nn.ReLU()), 10, [(2,)]) == 0


def test_the_number_is_put_back() -> None:
    with mock.patch("torch.set_num_threads") as put:
        with computing_with(choose_threads(None, 1, environment={})):
            put.assert_called_once_with(1)
        assert put.call_args.args == (4,)
        with computing_with(choose_threads(None, SMALL, environment={})):
            assert put.call_args.args == (4,)


def test_a_run_says_how_many_it_has(tmp_path: Path) -> None:
    said: list[str] = []
    seen: list[int] = []
    put = mock.Mock(side_effect=seen.append)
    free = {name: value for name, value in os.environ.items() if name not in NAMED}
    with (
        mock.patch.dict("os.environ", free, clear=True),
        mock.patch("torch.set_num_threads", put),
        mock.patch("schematic.training.train_and_resume.draw_pictures", lambda run: ()),
    ):
        request = Request(data="ring", steps=2, batch=8)
        train(read_source("gan"), request, tmp_path / "run", remark=said.append)
    assert said[1] == "steps: 2 of 8 examples, on cpu, 1 thread, as the nets are small (--threads)"
    assert seen == [1, 4]

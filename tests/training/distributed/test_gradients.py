"""Two processes give the gradients, and take the steps, of one; and so do parts of a batch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from schematic.training.loop.accumulation import Accumulation, cut
from tests.training.distributed.two_processes import CASES, CPU, gradients, spawn
from tests.training.players import NAMES, batches_of, build, compare

CLOSE = 1e-12


@pytest.mark.slow
def test_two_processes_make_the_steps_of_one(tmp_path: Path) -> None:
    """One pair of processes for all models and ways, since they take seconds to start."""
    for found in spawn(gradients, tmp_path):
        far = {
            (way, name): gaps
            for way, name in CASES
            if max((gaps := found[way][name]).values()) > CLOSE
            or len(gaps) != len(build(name).players) + 2
        }
        assert not far


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("parts", [2, 4])
def test_parts_make_the_step_of_the_whole(parts: int, name: str) -> None:
    model = build(name)
    gaps = compare(name, model, Accumulation(model, parts, CPU).step)
    assert all(gap <= CLOSE for gap in gaps.values()), gaps


def step_with_all_graphs(model: Any, batch: Any, optimizers: Any, parts: int) -> None:
    """The same step in the memory of a whole batch: every part is drawn once."""
    drawn = [model.draw(part) for part in cut(batch, parts)]
    for player in model.players:
        optimizers[player].zero_grad()
        torch.stack([model._loss(player, draws) for draws in drawn]).mean().backward()
        optimizers[player].step()


@pytest.mark.parametrize("name", NAMES)
def test_a_draw_is_repeated_with_its_own_noise(name: str) -> None:
    ours, theirs = build(name), build(name)
    step = Accumulation(ours, 2, CPU).step
    mine, reference = ours.optimizers(lr=0.01), theirs.optimizers(lr=0.01)
    for batch in batches_of(ours):
        del batch["noise"]
        torch.manual_seed(11)
        step(batch, mine)
        after = torch.get_rng_state()
        torch.manual_seed(11)
        step_with_all_graphs(theirs, batch, reference, 2)
        assert torch.equal(torch.get_rng_state(), after)
    for ours_now, theirs_now in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(ours_now, theirs_now, rtol=1e-10, atol=1e-10)

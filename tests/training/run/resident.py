"""The .npy files to train on, one after another → the peak of memory after each, in MiB."""

from __future__ import annotations

import resource
import sys

import torch

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request
from schematic.training.loop.batches import Batches, to_columns
from schematic.training.options.batch_places import places
from schematic.training.options.setup import set_up
from schematic.training.run.run_folder import begin_state

BATCH, STEPS = 16, 200


def peak(data: str) -> float:
    """Make steps on a file that stays on the disk; return the peak of resident memory so far."""
    request = Request(data=data, batch=BATCH, steps=STEPS, stream=True)
    setup = set_up(read(zoo()["vae"]), request)
    device = torch.device("cpu")
    state, _ = begin_state(setup, device)
    with Batches(to_columns(setup.train, places(setup.schematic), device), BATCH, 0) as batches:
        for _ in range(STEPS):
            state.model.step(batches.next(), state.optimizers)  # type: ignore[operator]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(*map(peak, sys.argv[1:]))

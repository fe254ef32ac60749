"""Nothing → a small state and its checkpoints, quick to write and to read."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from schematic.training.checkpoint.checkpoint_file import save_checkpoint
from schematic.training.checkpoint.training_state import State


def small_state(seed: int = 0) -> State:
    """The state of two numbers after a step of Adam."""
    torch.manual_seed(seed)
    model = nn.Linear(2, 1, bias=False)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    state = State(model, {"theta": optimizer}, texts={"spec.sgm": "model A", "config.json": "{}"})
    advance(state)
    return state


def advance(state: State) -> None:
    """One step more."""
    for optimizer in state.optimizers.values():
        optimizer.zero_grad()
        state.model(torch.ones(1, 2)).sum().backward()
        optimizer.step()
    state.step += 1


def write_steps(folder: Path, *steps: int) -> State:
    """The state after the last of some steps, at each of which a checkpoint was written."""
    state = small_state()
    for step in steps:
        while state.step < step:
            advance(state)
        save_checkpoint(state, folder)
    return state


def values(state: State) -> list[float]:
    """The parameters."""
    return [number for value in state.model.parameters() for number in value.flatten().tolist()]

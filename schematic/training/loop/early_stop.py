"""The held-out loss at each line of the log → when to stop, and the parameters where it was lowest.

The loss is the sum of the terms that the log measures on held-out examples, with the same noise
each time; it belongs to the one player of the model.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from schematic.training.checkpoint.metadata import Lowest
from schematic.training.checkpoint.training_state import BEST, State
from schematic.training.distributed.processes import World
from schematic.training.log.csv_log import Terms
from schematic.training.options.config import Config
from schematic.training.options.setup import Setup, players_of
from schematic.training.training_errors import TrainingError


def check_patience(setup: Setup) -> None:
    """Refuse to wait for a loss that does not exist, or that says nothing of progress.

    Raises:
        TrainingError: nothing is held out, or several players have losses of their own.
    """
    if setup.config.patience is None:
        return
    players = players_of(setup.schematic)
    if len(players) > 1:
        raise TrainingError(
            f"--patience watches one loss, and {setup.schematic.name} has {len(players)} players, "
            f"{'; '.join(players)}: that one's loss falls may be another's loss",
            "leave it out, and give --steps",
        )
    if setup.test is None:
        raise TrainingError(
            "--patience watches the loss of held-out examples, and none are held out",
            "give --held-out 0.1, or leave it out",
        )


def note_line(state: State, terms: Mapping[str, Terms], world: World) -> None:
    """Note the held-out loss of a line, and keep the parameters if it is the lowest so far.

    The model has the parameters that the line was measured with.
    """
    found = sum(value for each in terms["test"].values() for value in each.values())
    loss = float(world.lead(lambda: found))
    lowest = state.lowest
    if math.isfinite(loss) and (lowest is None or loss < lowest.loss):
        state.lowest = Lowest(loss, state.step, 0)
        own = state.model.state_dict()
        state.views[BEST] = {name: value.detach().clone() for name, value in own.items()}
    elif lowest is not None:
        state.lowest = replace(lowest, waited=lowest.waited + 1)


def is_exhausted(state: State, patience: int | None) -> bool:
    """Whether the held-out loss has not become lower for as many lines as somebody waits."""
    return patience is not None and state.lowest is not None and state.lowest.waited >= patience


def tell_best(state: State, config: Config) -> str | None:
    """Say which parameters the run gives, where they are the best and not the last."""
    lowest = state.lowest
    if config.patience is None or lowest is None:
        return None
    why = ""
    if state.step < config.steps:
        why = (
            f"stopped at step {state.step:,} of {config.steps:,}: the held-out loss has not become "
            f"lower for {lowest.waited} lines of the log; "
        )
    return (
        f"{why}the run gives the parameters of step {lowest.step:,}, where the held-out loss was "
        f"lowest, {lowest.loss:.4g}"
    )

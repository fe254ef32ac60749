"""How the learning rate changes over the steps: a table of schedules, each a row."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """How the learning rate falls at the end of training.

    Attributes:
        decay: the share of the steps over which it falls, unless somebody asks for another.
        fall: the share of those steps that is left, from 1 to 0 → the share of the rate.
    """

    decay: float
    fall: Callable[[float], float]


LINEAR = "linear"
SCHEDULES: Mapping[str, Schedule] = {
    LINEAR: Schedule(0.5, lambda left: left),
    "cosine": Schedule(1.0, lambda left: (1 - math.cos(math.pi * left)) / 2),
    "constant": Schedule(0.0, lambda left: 1.0),
}


def rate_share(schedule: str, decay: float, warmup: int, steps: int) -> Callable[[int], float]:
    """Return the share of its learning rate that a player learns with, as a function of the step.

    Args:
        schedule: a name in `SCHEDULES`.
        decay: the share of the steps after the warm-up over which it falls.
        warmup: the steps over which it rises in equal parts at the beginning.
        steps: of the whole training; the first is step 0.
    """
    falling, fall = decay * (steps - warmup), SCHEDULES[schedule].fall

    def share(step: int) -> float:
        if step < warmup:
            return (step + 1) / warmup
        return fall(min(1.0, (steps - step) / falling)) if falling else 1.0

    return share

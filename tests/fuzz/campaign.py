"""A target, a seed and a budget → what was fed, what came out, and what went wrong.

An input that brings out something new joins those from which others are made, so a campaign finds
its way without looking into the code.
"""

from __future__ import annotations

import math
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.guard import Fault, Hang, feed

MOST_PARENTS = 4000


@dataclass
class Tally:
    """What a campaign has seen.

    Attributes:
        inputs: how many were fed.
        seconds: how long that took.
        outcomes: how often each thing came out.
        faults: by what went wrong, the first input that showed it, and the trace.
    """

    inputs: int = 0
    seconds: float = 0.0
    outcomes: dict[str, int] = field(default_factory=dict)
    faults: dict[str, tuple[bytes, str]] = field(default_factory=dict)


def campaign(
    target: FuzzTarget,
    inputs: Sequence[bytes],
    *,
    seed: int,
    count: int,
    seconds: float | None = None,
) -> Tally:
    """Feed random inputs to a target, until the budget is spent or the user interrupts.

    Args:
        target: what is fed.
        inputs: those from which others are made.
        seed: of the dice.
        count: how many inputs, at most.
        seconds: how long, at most; None sets no limit.
    """
    dice, tally, parents = Random(seed), Tally(), list(inputs)
    unhurried = replace(target, seconds=math.inf)  # to import what is needed takes time of its own
    attempted(unhurried, parents[0], tally)
    began = time.perf_counter()
    with suppress(KeyboardInterrupt):
        while tally.inputs < count and (seconds is None or tally.seconds < seconds):
            data = target.change(dice.choice(parents), dice, parents)[: target.largest]
            outcome = attempted(target, data, tally)
            tally.inputs += 1
            tally.seconds = time.perf_counter() - began
            if outcome is None:
                continue
            if outcome not in tally.outcomes and len(parents) < MOST_PARENTS:
                parents.append(data)
            tally.outcomes[outcome] = tally.outcomes.get(outcome, 0) + 1
    return tally


def attempted(target: FuzzTarget, data: bytes, tally: Tally) -> str | None:
    """What comes out of an input; None where it goes wrong, which the tally notes."""
    try:
        return feed(target, data)
    except (Exception, SystemExit, Hang) as error:
        trace = "".join(traceback.format_exception(error, limit=-8))
        tally.faults.setdefault(kind_of(error), (data, trace))
        return None


def kind_of(error: BaseException) -> str:
    """What tells one fault from another: the exception, and where the project raised it."""
    if isinstance(error, Fault):
        return str(error).partition(":")[0]
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/schematic/" in frame.filename] or frames
    where = f" in {Path(ours[-1].filename).name}, {ours[-1].name}" if ours else ""
    return f"{type(error).__name__}{where}"

"""Contestants → rounds in which they take turns → ratios with their spread.

Noise of a machine comes in waves that are longer than a round. So every round times every
contestant, in an order of its own, and only ratios within a round are compared. On one thread, time
is that of the processor: what else the machine does in between is not counted.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

Noise = Mapping[str, Tensor] | None
Losses = Mapping[str, Tensor]
Clock = Callable[[], float]

PROOF_STEPS = 3
RTOL = 1e-9  # of losses in float64
LOOSE = 5e-4  # of multiples of a loss, not quite the same to Adam: its ε does not scale
ROUNDING = 1e-4  # of losses in float32, over some steps
ROUNDING_OF_NORMS = 30 * ROUNDING  # behind a batch norm, as the certificate of `--fast` allows
ROUND_SECONDS = 0.03


@dataclass(frozen=True)
class Contestant:
    """A training step under a name.

    Attributes:
        name: of the way in which it is written.
        step: makes one update, with this base noise where it is given; returns its losses.
        units: what its losses are multiplied by to be ours.
        constants: terms of its losses that nobody can move, to be left out of the proof.
        proof_steps: updates over which its losses stay ours: 1 where it orders updates otherwise.
    """

    name: str
    step: Callable[[Noise], Losses]
    units: Mapping[str, float]
    proof_steps: int = PROOF_STEPS


@dataclass(frozen=True)
class Timing:
    """Microseconds a step in each round."""

    name: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rounds)


@dataclass(frozen=True)
class Ratio:
    """The median of per-round ratios, and the quartiles around it."""

    median: float
    low: float
    high: float


def prove(ours: Contestant, others: Sequence[Contestant], noises: Sequence[Noise]) -> None:
    """Let all contestants make the same updates on the same noise, in float64.

    Raises:
        AssertionError: their losses differ.
    """
    expected = [dict(ours.step(noise)) for noise in noises]
    for other in others:
        for wanted, noise in list(zip(expected, noises, strict=True))[: other.proof_steps]:
            found = other.step(noise)
            assert found.keys() == wanted.keys(), (other.name, found.keys(), wanted.keys())
            for player, loss in wanted.items():
                theirs = torch.as_tensor(found[player]) * other.units.get(player, 1.0)
                torch.testing.assert_close(
                    theirs.detach().double(),
                    loss.detach().double(),
                    rtol=LOOSE if other.units else RTOL,
                    atol=0,
                    msg=lambda text, n=other.name, p=player: f"{n}, {p}: {text}",
                )


def prove_by_seed(
    ours: Contestant, other: Contestant, steps: int = 6, rtol: float = ROUNDING
) -> None:
    """Let another way of making our step draw from the same seeds.

    Raises:
        AssertionError: their losses differ by more than rounding in float32.
    """
    for seed in range(steps):
        losses = []
        for contestant in (ours, other):
            torch.manual_seed(seed)
            losses.append(dict(contestant.step(None)))
        torch.testing.assert_close(losses[1], losses[0], rtol=rtol, atol=1e-6)


def compete(
    contestants: Sequence[Contestant],
    rounds: int,
    clock: Clock = time.process_time,
    seed: int = 0,
) -> list[Timing]:
    """Time all contestants in turn, `rounds` times; the order of a round is shuffled."""
    order, shuffle = list(contestants), random.Random(seed)
    counts = {c.name: _steps_a_round(c, clock) for c in contestants}
    found: dict[str, list[float]] = {c.name: [] for c in contestants}
    for _ in range(rounds):
        shuffle.shuffle(order)
        for contestant in order:
            torch.manual_seed(seed)
            found[contestant.name].append(_time(contestant, counts[contestant.name], clock))
    return [Timing(name, tuple(times)) for name, times in found.items()]


def _steps_a_round(contestant: Contestant, clock: Clock) -> int:
    for _ in range(5):
        contestant.step(None)
    return max(2, round(ROUND_SECONDS * 1e6 / _time(contestant, 5, clock)))


def _time(contestant: Contestant, steps: int, clock: Clock) -> float:
    step = contestant.step
    begin = clock()
    for _ in range(steps):
        step(None)
    return (clock() - begin) / steps * 1e6


def ratio(timing: Timing, to: Timing) -> Ratio:
    """How long one takes in units of another."""
    ratios = [a / b for a, b in zip(timing.rounds, to.rounds, strict=True)]
    low, _, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return Ratio(statistics.median(ratios), low, high)


def timed(function: Callable[[], Any], times: int) -> float:
    """The median seconds of a call, after one that is not counted."""
    function()
    found = []
    for _ in range(times):
        begin = time.process_time()
        function()
        found.append(time.process_time() - begin)
    return statistics.median(found)

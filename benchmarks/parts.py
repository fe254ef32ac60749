"""Where a step of the small GAN spends its time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.cases import SMALL, case_of

ROUNDS = 400


def parts() -> dict[str, str]:
    """Microseconds of each part of an eager step, medians over steps."""
    case = case_of("gan", SMALL)
    model = case.compile()
    optimizers = model.optimizers()
    found: dict[str, list[float]] = {}

    def timed(name: str, function: Callable[[], Any]) -> Any:
        begin = time.perf_counter()
        result = function()
        found.setdefault(name, []).append((time.perf_counter() - begin) * 1e6)
        return result

    def step() -> None:
        draws = timed("draws: noise, G, the check of the batch", lambda: model.draw(case.batch))
        for player, letter in (("phi", "φ"), ("theta", "θ")):
            optimizer = optimizers[player]
            loss = timed(f"{letter}: loss", lambda p=player: model._loss(p, draws))
            timed(f"{letter}: zero_grad", optimizer.zero_grad)
            timed(f"{letter}: backward", loss.backward)
            timed(f"{letter}: Adam", optimizer.step)

    for _ in range(ROUNDS):
        step()
    return {name: f"{statistics.median(times):.0f} µs" for name, times in found.items()}

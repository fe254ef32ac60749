"""Schedules of noise: how much of a value and how much noise there is at a level t from 0 to 1.

A value x at level t is α(t) x + σ(t) ε, with α = 1 at t = 0 and σ = 1 at t = 1. A row says how it
is written; the function of the same name in `emit/kernels/schedules.py` computes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class NoiseSchedule(NamedTuple):
    """How a schedule is written.

    Attributes:
        alpha: the factor of the value at level t, as text.
        sigma: the factor of the noise.
        alpha_latex: the first in LaTeX.
        sigma_latex: the second.
    """

    alpha: str
    sigma: str
    alpha_latex: str
    sigma_latex: str


SCHEDULES: Mapping[str, NoiseSchedule] = {
    "cosine": NoiseSchedule(
        "cos(πt/2)", "sin(πt/2)", r"\cos\tfrac{\pi t}{2}", r"\sin\tfrac{\pi t}{2}"
    ),
    "linear": NoiseSchedule("1 − t", "t", "1 - t", "t"),
}
"""The cosine of [Nichol2021], and the straight lines of [Lipman2023]."""

"""The share of the learning rate, over all steps."""

from __future__ import annotations

import math

import pytest

from schematic.training.options.schedules import SCHEDULES, rate_share


@pytest.mark.parametrize("decay", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("steps", [1, 7, 100, 3001])
def test_the_linear_one_is_to_the_bit_what_it_always_was(decay: float, steps: int) -> None:
    share, falling = rate_share("linear", decay, 0, steps), decay * steps
    for step in range(steps):
        assert share(step) == min(1.0, (steps - step) / falling if falling else 1.0)


def test_the_cosine_one_is_half_a_wave_after_the_warm_up() -> None:
    share = rate_share("cosine", SCHEDULES["cosine"].decay, 10, 110)
    assert [share(step) for step in (0, 4, 9)] == [0.1, 0.5, 1.0]
    for step in range(10, 110):
        assert share(step) == pytest.approx((1 + math.cos(math.pi * (step - 10) / 100)) / 2)


def test_the_constant_one_stays() -> None:
    share = rate_share("constant", SCHEDULES["constant"].decay, 2, 50)
    assert [share(step) for step in (0, 1, 2, 49)] == [0.5, 1.0, 1.0, 1.0]

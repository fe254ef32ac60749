"""What is said of the modes of a mixture, where it is known what is right."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2

from schematic.data import load
from schematic.training.evaluation.measures.modes_found import Modes, find_modes, inside

RING = load("ring")
SIGMA = RING.sigma or 0.0


def around(where: np.ndarray, shape: tuple[float, float], each: int = 2_000) -> Modes:
    """Samples about some modes of the ring, with a standard deviation along each axis, in σ."""
    assert RING.modes is not None
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(len(where) * each, 2)) * shape * SIGMA
    return find_modes(np.repeat(where, each, 0) + noise, RING.modes, SIGMA)


def test_the_mixture_itself_is_right() -> None:
    assert RING.modes is not None
    seen = around(RING.modes, (1, 1))
    assert seen.found == 8
    assert seen.share == pytest.approx(inside(2), abs=0.003)
    assert seen.imbalance == pytest.approx(0, abs=1e-4)
    assert seen.spread == pytest.approx(1, abs=0.01)
    assert seen.narrowest == pytest.approx(1, abs=0.03)


def test_the_training_data_are_right() -> None:
    assert RING.modes is not None
    seen = find_modes(RING.train[""]["features"], RING.modes, SIGMA)
    assert (seen.found, seen.spread) == (8, pytest.approx(1, abs=0.02))


def test_a_collapse_inside_each_mode_is_seen() -> None:
    assert RING.modes is not None
    points = around(RING.modes, (0, 0))
    assert (points.found, points.share) == (8, 1)  # by these alone it would be perfect
    assert points.spread == pytest.approx(0, abs=1e-5)
    lines = around(RING.modes, (1, 0))
    assert lines.spread == pytest.approx(math.sqrt(0.5), abs=0.02)
    assert lines.narrowest == pytest.approx(0, abs=1e-5)
    half = around(RING.modes, (0.5, 0.5))
    assert half.spread == pytest.approx(0.5 / math.sqrt(chi2.cdf(9, 4) / chi2.cdf(9, 2)), abs=0.01)


def test_modes_that_are_missing_or_rare_are_seen() -> None:
    assert RING.modes is not None
    one = around(RING.modes[:1], (1, 1))
    assert (one.found, one.imbalance) == (1, pytest.approx(math.log(8)))
    assert around(RING.modes[:4], (1, 1)).imbalance == pytest.approx(math.log(2), abs=1e-3)


def test_samples_on_no_mode_say_nothing_of_what_is_inside() -> None:
    assert find_modes(np.zeros((50, 2)), np.full((3, 2), 9.0), 0.1) == Modes(0, 0, None, None, None)


@pytest.mark.parametrize("dimensions", [1, 2, 7])
def test_the_share_inside_is_that_of_chi_squared(dimensions: int) -> None:
    assert inside(dimensions) == pytest.approx(chi2.cdf(9, dimensions))

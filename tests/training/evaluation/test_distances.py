"""Each distance is what an independent implementation, a closed form or a known value says."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.linalg import sqrtm
from sklearn.metrics.pairwise import polynomial_kernel
from sklearn.neighbors import NearestNeighbors
from torch import Tensor

from schematic.training.evaluation.comparison import Compared, Side
from schematic.training.evaluation.distance import DISTANCES
from schematic.training.evaluation.distances.frechet_distance import frechet, moments
from schematic.training.evaluation.distances.inception_score import inception_score
from schematic.training.evaluation.distances.kernel_distance import polynomial_mmd
from schematic.training.evaluation.distances.neighbours import Neighbours, neighbours
from schematic.training.evaluation.feature_map import FeatureMap


def normal(seed: int, n: int, d: int, scale: float = 1, shift: float = 0) -> Tensor:
    drawn = np.random.default_rng(seed).normal(shift, scale, (n, d))
    return torch.as_tensor(drawn @ np.linspace(0.5, 1.5, d * d).reshape(d, d) if d > 1 else drawn)


def by_square_roots(a: Tensor, b: Tensor) -> float:
    """The formula as the FID's own authors compute it."""
    first, second = np.cov(a.numpy(), rowvar=False), np.cov(b.numpy(), rowvar=False)
    gap = a.numpy().mean(0) - b.numpy().mean(0)
    return float(gap @ gap + np.trace(first + second - 2 * sqrtm(first @ second).real))


@pytest.mark.parametrize(("n", "m", "d"), [(300, 200, 2), (80, 90, 24)])
def test_frechet_by_matrix_square_roots(n: int, m: int, d: int) -> None:
    rng = np.random.default_rng(0)
    a = torch.as_tensor(rng.normal(size=(n, d)) @ rng.normal(size=(d, d)))
    b = torch.as_tensor(rng.normal(1, 2, size=(m, d)))
    assert frechet(moments(a), moments(b)) == pytest.approx(by_square_roots(a, b), rel=1e-9)


def test_frechet_of_gaussians_in_closed_form() -> None:
    """Along axes it is |μ − ν|² + Σ (σ − τ)², whatever the rank of a covariance."""
    zero, sigma, tau = torch.zeros(3), torch.tensor([1.0, 2, 0]), torch.tensor([3.0, 2, 0])
    shift = torch.tensor([0.0, 0, 5])
    found = frechet((zero, torch.diag(sigma)), (shift, torch.diag(tau)))
    assert found == pytest.approx(25 + 4)


def test_frechet_of_equal_sets_is_nothing_even_far_from_zero() -> None:
    a = normal(0, 40, 60) + 1e6  # fewer examples than features: the covariance is singular
    assert frechet(moments(a), moments(a)) == pytest.approx(0, abs=1e-5)
    assert frechet(moments(a), moments(a + 1)) == pytest.approx(60, rel=1e-6)


def test_frechet_from_finite_sets_is_biased_by_what_the_page_says() -> None:
    """For d standard normal features, d (d + 5) / 4 · (1/n + 1/m) to first order."""
    d, n = 40, 300
    rng = np.random.default_rng(1)
    sets = [torch.as_tensor(rng.normal(size=(n, d))) for _ in range(20)]
    pairs = zip(sets[::2], sets[1::2], strict=True)
    found = np.mean([frechet(moments(a), moments(b)) for a, b in pairs])
    assert found == pytest.approx(d * (d + 5) / 4 * (2 / n), rel=0.04)


def test_kernel_distance_by_scikit_learn() -> None:
    a, b = normal(0, 1500, 3), normal(1, 40, 3, scale=1.2)

    def within(k: np.ndarray) -> float:
        return float((k.sum() - np.trace(k)) / (len(k) * (len(k) - 1)))

    kernel = [polynomial_kernel(u, v, 3, 1 / 3, 1) for u, v in ((a, a), (b, b), (a, b))]
    expected = within(kernel[0]) + within(kernel[1]) - 2 * kernel[2].mean()
    assert polynomial_mmd(a, b) == pytest.approx(expected, rel=1e-9)


def test_kernel_distance_is_unbiased_and_knows_its_population_value() -> None:
    """In one dimension E k is a sum over moments: (1 + uv)³ = Σ C(3, i) uⁱ vⁱ."""
    rng = np.random.default_rng(2)

    def estimates(scale: float) -> tuple[float, float]:
        pairs = ((rng.normal(size=(200, 1)), rng.normal(0, scale, (150, 1))) for _ in range(200))
        found = [polynomial_mmd(*map(torch.as_tensor, pair)) for pair in pairs]
        return float(np.mean(found)), float(np.std(found)) / 200**0.5

    for scale, expected in ((1, 0), (2, 3 * (1 - 2**2) ** 2)):
        mean, error = estimates(scale)
        assert mean == pytest.approx(expected, abs=3 * error)
        assert error < 1.5


def by_brute_force(reference: np.ndarray, samples: np.ndarray, k: int) -> Neighbours:
    def radius(points: np.ndarray) -> np.ndarray:
        found: np.ndarray = NearestNeighbors(n_neighbors=k).fit(points).kneighbors()[0][:, -1]
        return found

    r, s = radius(reference), radius(samples)
    inside = [[math.dist(x, y) <= r[i] for i, x in enumerate(reference)] for y in samples]
    around = [[math.dist(x, y) <= s[j] for j, y in enumerate(samples)] for x in reference]
    return Neighbours(
        float(np.mean([any(row) for row in inside])),
        float(np.mean([any(row) for row in around])),
        sum(map(sum, inside)) / (k * len(samples)),
        float(np.mean([any(row[i] for row in inside) for i in range(len(reference))])),
    )


@pytest.mark.parametrize("d", [2, 40])
def test_neighbours_by_brute_force(d: int, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "schematic.training.evaluation.distances.neighbours"
    monkeypatch.setattr(f"{module}.ROWS", 17)  # so that chunks meet
    rng = np.random.default_rng(3)
    reference, samples = rng.normal(size=(90, d)), rng.normal(0.3, 0.8, (70, d))
    found = neighbours(torch.as_tensor(reference), torch.as_tensor(samples), 3)
    assert found == by_brute_force(reference, samples, 3)
    assert 0 < found.recall < 1


def test_neighbours_of_sets_that_are_known() -> None:
    line = torch.arange(20.0)[:, None].double()
    assert neighbours(line, line, 2) == Neighbours(1, 1, 1.5, 1)
    assert neighbours(line, line + 100, 2) == Neighbours(0, 0, 0, 0)
    one_place = torch.full((20, 1), 10.2).double()
    collapsed = neighbours(line, one_place, 2)  # good, and without variety
    assert collapsed.precision == 1
    assert collapsed.recall == 0
    assert collapsed.coverage == pytest.approx(2 / 20)


def test_coverage_of_equal_laws() -> None:
    """With equally many it is 1 − Π (N − i)/(2N − i), i = 1…k: nearly 1 − 2⁻ᵏ [Naeem2020]."""
    rng = np.random.default_rng(4)
    k, n = 3, 400
    sets = [torch.as_tensor(rng.normal(size=(n, 5))) for _ in range(20)]
    found = np.mean(
        [neighbours(a, b, k).coverage for a, b in zip(sets[::2], sets[1::2], strict=True)]
    )
    assert found == pytest.approx(1 - 2**-k, abs=0.02)


def test_inception_score_of_known_probabilities() -> None:
    assert inception_score(torch.eye(7, dtype=torch.float64)) == pytest.approx(7)
    assert inception_score(torch.full((9, 4), 0.25).double()) == pytest.approx(1)
    rows = torch.tensor([[0.9, 0.1], [0.2, 0.8]]).double()
    p = rows.numpy()
    kl = (p * np.log(p / p.mean(0))).sum(1).mean()
    assert inception_score(rows) == pytest.approx(np.exp(kl))


def compared(train: Tensor, samples: Tensor, held_out: Tensor, size: int) -> Compared:
    features = FeatureMap("values", "units", "", lambda values: values)
    sides = (Side(groups.split(size)) for groups in (samples, held_out))
    return Compared(features, size, train, *sides)


def test_every_distance_tells_good_samples_from_bad_and_from_few() -> None:
    rng = np.random.default_rng(5)
    train, held_out, good = (torch.as_tensor(rng.normal(size=(300, 2))) for _ in range(3))
    for bad in (good + 2, good * 0.2, good * 4):
        for distance in DISTANCES.values():
            fine = list(distance.measure(compared(train, good, held_out, 100)))
            worse = list(distance.measure(compared(train, bad, held_out, 100)))
            assert [r.value for r in fine[1::2]] == [r.value for r in worse[1::2]]
            pairs = list(zip(fine[::2], worse[::2], strict=True))
            beaten = [(b.value - a.value) * (1 if a.better == "lower" else -1) for a, b in pairs]
            assert not pairs or max(beaten) > 0.1

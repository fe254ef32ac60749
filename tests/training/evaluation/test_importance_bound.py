"""The bound with many weights: what it converges to, and that chunks change nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import nn

import schematic
from schematic.training import Run, evaluate
from schematic.training.evaluation import Effort
from schematic.training.evaluation.measures.importance_bound import log_mean_weight, weighed
from schematic.training.evaluation.plain_model import without_adversary

SPEC = """
visible x : real[2] ~ data
latent  z : real[2] ~ Normal(0, 1)

z ->  x ~ Normal(G[θ], 1)
x ..> z ~ E[η]
"""
X = torch.tensor([[0.3, -1.2]], dtype=torch.float64)


class Gaussian(nn.Module):
    """x → a location s x and a constant log-variance, [B, 4]."""

    def __init__(self, slope: float, variance: float) -> None:
        super().__init__()
        self.slope = nn.Parameter(torch.tensor(slope, dtype=torch.float64))
        self.variance = variance

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([self.slope * x, torch.full_like(x, math.log(self.variance))], 1)


def chunks(encoder: Gaussian, *sizes: int) -> Iterator[tuple[nn.Module, int]]:
    plain = without_adversary(schematic.parse(SPEC))
    assert plain is not None
    decoder = nn.Linear(2, 2, bias=False, dtype=torch.float64)
    with torch.no_grad():
        decoder.weight.copy_(torch.eye(2))
    for size in sizes:
        nets = {"G": decoder, "E": encoder}
        yield schematic.compile(weighed(plain, size), nets=nets), size


def log_evidence() -> float:
    """Log N(x; 0, 2 I): z ~ N(0, I) and x = z + ε."""
    law = torch.distributions.Normal(torch.zeros_like(X), math.sqrt(2))
    return float(law.log_prob(X).sum())


@pytest.mark.parametrize("sizes", [(2,), (4,), (3, 3, 2)])
def test_with_the_posterior_every_weight_is_the_evidence(sizes: tuple[int, ...]) -> None:
    found = log_mean_weight(list(chunks(Gaussian(0.5, 0.5), *sizes)), {"x": X})
    assert found == pytest.approx(log_evidence(), abs=1e-12)


def test_with_another_proposal_many_weights_come_close_to_it() -> None:
    torch.manual_seed(0)
    found = log_mean_weight(list(chunks(Gaussian(0.2, 1.3), *[1000] * 20)), {"x": X})
    assert found == pytest.approx(log_evidence(), abs=0.03)


def test_a_run_has_it_and_it_is_tighter(opened: Callable[[str], Run]) -> None:
    found = {r.name: r.value for r in evaluate(opened("vae"), Effort(draws=1, weights=20))}
    assert found["bound"] < found["bound, 20 weights"] < 0
    names = {r.name for r in evaluate(opened("gan"), Effort(draws=1, samples=50, weights=20))}
    assert not any("weights" in name for name in names)

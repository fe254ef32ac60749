"""Densities, divergences and samples against torch.distributions, series and closed forms."""

import math

import pytest
import torch
from torch import Tensor, distributions

from . import densities
from .doubles import close


def normals(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def test_log_densities_are_those_of_torch_distributions() -> None:
    x, params = normals(6, 1, 4, 4), normals(6, 2, 4, 4, seed=1)
    mean, scale = params[:, :1], params[:, 1:].mul(0.5).exp()
    soft, logits = x.sigmoid(), 3 * x.roll(1, 0)
    cases = [
        (densities.normal_nll(params, x), distributions.Normal(mean, scale), x),
        (densities.unit_normal_nll(mean, x), distributions.Normal(mean, 1.0), x),
        (densities.laplace_nll(mean, x), distributions.Laplace(mean, 1.0), x),
        (
            densities.bernoulli_nll(logits, soft),
            distributions.Bernoulli(logits=logits, validate_args=False),
            soft,
        ),
        (
            densities.continuous_bernoulli_nll(logits.sign() + logits, soft),
            distributions.ContinuousBernoulli(logits=logits.sign() + logits),
            soft,
        ),
    ]
    for nll, law, value in cases:
        assert nll.shape == (6,)
        close(nll, -law.log_prob(value).sum((1, 2, 3)), 1e-10)


def test_categorical_density_and_inverse_cdf() -> None:
    logits, c = normals(6, 4), torch.tensor([0, 1, 2, 3, 0, 1])
    close(
        densities.categorical_nll(logits, c), -distributions.Categorical(logits=logits).log_prob(c)
    )
    uniform = torch.tensor([0.0, 0.2499, 0.25, 0.5, 0.75, 0.9999], dtype=torch.float64)
    assert densities.draw_uniform_category(4, uniform).tolist() == [0, 0, 1, 2, 3, 3]


@pytest.mark.parametrize("logit", [0.0, 1e-9, -1e-3, 0.1999, 0.2001, -0.2, 3.0, -40.0, 800.0])
def test_continuous_bernoulli_is_normalised_and_smooth_at_one_half(logit: float) -> None:
    """∫p = 1, and d(−log p)/da = E[x] − x, here at x = 0."""
    a = torch.full((1, 1), logit, dtype=torch.float64, requires_grad=True)
    nll = densities.continuous_bernoulli_nll(a, torch.zeros_like(a))
    (slope,) = torch.autograd.grad(nll.sum(), a)
    mean = 0.5 if logit == 0 else _langevin(logit)
    log_mass = 0.0 if logit == 0 else _log_mass(logit)
    close(nll.detach(), [log_mass], 1e-13)
    close(slope, [[mean]], 1e-11)


def _log_mass(a: float) -> float:
    """Log ∫₀¹ exp(a·u) du, by the series where it converges fast, else directly."""
    if abs(a) < 1:
        return math.log1p(math.fsum(a**n / math.factorial(n + 1) for n in range(1, 25)))
    return a - math.log(a) + math.log1p(-math.exp(-a)) if a > 0 else a + _log_mass(-a)


def _langevin(a: float) -> float:
    """E[u] under p(u) ∝ exp(a·u) on [0, 1]."""
    if abs(a) < 1:
        moment = math.fsum(a**n / math.factorial(n) / (n + 2) for n in range(25))
        return moment / math.exp(_log_mass(a))
    return 1 / (1 - math.exp(-a)) - 1 / a if a > 0 else 1 - _langevin(-a)


def test_kl_to_the_prior_is_that_of_torch_distributions() -> None:
    params = normals(6, 8)
    q = distributions.Normal(params[:, :4], params[:, 4:].mul(0.5).exp())
    p = distributions.Normal(torch.zeros(4, dtype=torch.float64), 1.0)
    close(densities.kl_to_standard_normal(params), distributions.kl_divergence(q, p).sum(1))


def test_samples_follow_their_base_noise() -> None:
    params, epsilon = normals(6, 8), normals(6, 4, seed=1)
    expected = params[:, :4] + params[:, 4:].mul(0.5).exp() * epsilon
    close(densities.draw_normal(params, epsilon), expected)
    logits, uniform = torch.zeros(3).double(), torch.tensor([0.49, 0.5, 0.51]).double()
    assert densities.draw_bernoulli(logits, uniform).tolist() == [1, 0, 0]

"""The kernels against torch.distributions, and their samples against their densities."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor
from torch import distributions as td

from schematic.families import FAMILIES
from schematic.resources import sources

FILES = [importlib.import_module(module) for module, _ in sources("emit", "kernels")]
kernel = SimpleNamespace(**{name: value for file in FILES for name, value in vars(file).items()})

B, D = 5, 3


@pytest.fixture
def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


CLOSED_KL = sorted({row.kernel for f in FAMILIES.values() for row in f.closed_kl})


def normal(*shape: int, generator: torch.Generator) -> Tensor:
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def per_example(elements: Tensor) -> Tensor:
    return elements.reshape(len(elements), -1).sum(1)


def test_every_kernel_of_the_tables_exists() -> None:
    forms = [form for family in FAMILIES.values() for form in family.forms]
    names = {k for form in forms for k in (form.nll, form.draw, form.mean) if k}
    names |= set(CLOSED_KL)
    names |= {f"{form.nll}_mean" for form in forms if form.nll}
    names |= {f"{name}_mean" for name in CLOSED_KL}
    missing = {n for n in names if not n.startswith("torch.") and not hasattr(kernel, n)}
    assert not missing


def check_both(name: str, arguments: tuple[Any, ...], expected: Tensor) -> None:
    """A kernel gives a value an example, and its `_mean` their mean."""
    each, mean = (getattr(kernel, f"{name}{ending}")(*arguments) for ending in ("", "_mean"))
    torch.testing.assert_close(each.double(), expected, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(mean.double(), expected.mean(), rtol=1e-6, atol=1e-6)


CASES: dict[str, Callable[..., tuple[tuple[Any, ...], Tensor]]] = {
    "normal_nll": lambda v, a, b: (
        (v, a, b),
        td.Normal(a, torch.exp(0.5 * b)).log_prob(v),
    ),
    "normal_nll_at": lambda v, a, b: ((v, a, 0.7), td.Normal(a, 0.7).log_prob(v)),
    "laplace_nll": lambda v, a, b: ((v, a, b), td.Laplace(a, b.exp()).log_prob(v)),
    "laplace_nll_at": lambda v, a, b: ((v, a, 0.7), td.Laplace(a, 0.7).log_prob(v)),
    "bernoulli_nll": lambda v, a, b: (
        ((v > 0).double(), a),
        td.Bernoulli(logits=a).log_prob((v > 0).double()),
    ),
    "bernoulli_nll_at": lambda v, a, b: (
        ((v > 0).double(), 0.3),
        td.Bernoulli(torch.tensor(0.3, dtype=torch.float64)).log_prob((v > 0).double()),
    ),
    "continuous_bernoulli_nll": lambda v, a, b: (
        (v.sigmoid(), 4 * a),
        td.ContinuousBernoulli(logits=4 * a).log_prob(v.sigmoid()),
    ),
    "categorical_nll": lambda v, a, b: (
        (v.argmax(1), a),
        td.Categorical(logits=a).log_prob(v.argmax(1)),
    ),
    "categorical_nll_uniform": lambda v, a, b: (
        (v.argmax(1), 4),
        torch.full((B,), -math.log(4), dtype=torch.float64),
    ),
}


def test_every_density_has_a_case() -> None:
    forms = (form for family in FAMILIES.values() for form in family.forms)
    assert {form.nll for form in forms} - {None} == CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_log_densities(name: str, generator: torch.Generator) -> None:
    v, a, b = (normal(B, D, generator=generator) for _ in range(3))
    arguments, log_prob = CASES[name](v, a, b)
    check_both(name, arguments, -per_example(log_prob))


KLS: dict[str, Callable[..., tuple[tuple[Any, ...], Tensor]]] = {
    "normal_kl": lambda a, b, c, d: (
        (a, b),
        td.kl_divergence(td.Normal(a, torch.exp(b / 2)), td.Normal(0.0, 1.0)),
    ),
    "normal_kl_at": lambda a, b, c, d: (
        (a, b, 0.5, 2.0),
        td.kl_divergence(td.Normal(a, torch.exp(b / 2)), td.Normal(0.5, 2.0)),
    ),
    "normal_kl_scale": lambda a, b, c, d: (
        (a, 0.3, 0.5, 2.0),
        td.kl_divergence(td.Normal(a, 0.3), td.Normal(0.5, 2.0)),
    ),
    "normal_kl_scale_between": lambda a, b, c, d: (
        (a, 0.3, c, d),
        td.kl_divergence(td.Normal(a, 0.3), td.Normal(c, torch.exp(d / 2))),
    ),
    "normal_kl_between": lambda a, b, c, d: (
        (a, b, c, d),
        td.kl_divergence(td.Normal(a, torch.exp(b / 2)), td.Normal(c, torch.exp(d / 2))),
    ),
    "bernoulli_kl_at": lambda a, b, c, d: (
        (a, 0.3),
        td.kl_divergence(td.Bernoulli(logits=a), td.Bernoulli(torch.tensor(0.3).double())),
    ),
    "bernoulli_kl_between": lambda a, b, c, d: (
        (a, b),
        td.kl_divergence(td.Bernoulli(logits=a), td.Bernoulli(logits=b)),
    ),
    "categorical_kl_uniform": lambda a, b, c, d: (
        (a, D),
        td.kl_divergence(td.Categorical(logits=a), td.Categorical(logits=torch.zeros_like(a))),
    ),
    "categorical_kl_between": lambda a, b, c, d: (
        (a, b),
        td.kl_divergence(td.Categorical(logits=a), td.Categorical(logits=b)),
    ),
}


@pytest.mark.parametrize("name", CLOSED_KL)
def test_closed_kls(name: str, generator: torch.Generator) -> None:
    arguments, kl = KLS[name](*(normal(B, D, generator=generator) for _ in range(4)))
    check_both(name, arguments, per_example(kl))


def test_closed_kls_to_a_net_with_a_fixed_scale(generator: torch.Generator) -> None:
    loc, log_var, mean = (normal(B, D, generator=generator) for _ in range(3))
    law = td.Normal(mean, 2.0)
    expected = per_example(td.kl_divergence(td.Normal(loc, torch.exp(log_var / 2)), law))
    check_both("normal_kl_at", (loc, log_var, mean, 2.0), expected)
    expected = per_example(td.kl_divergence(td.Normal(loc, 0.3), law))
    check_both("normal_kl_scale", (loc, 0.3, mean, 2.0), expected)


@pytest.mark.parametrize("logit", [-800.0, -30.0, -1e-4, 0.0, 0.1, 0.2, 5.0, 800.0])
def test_continuous_bernoulli_stays_finite_and_integrates_to_one(logit: float) -> None:
    n = 20_001
    value = torch.linspace(0, 1, n, dtype=torch.float64)
    logits = torch.full((n, 1), logit, dtype=torch.float64, requires_grad=True)
    rows = [0, n // 2, n - 1]
    each = kernel.continuous_bernoulli_nll(value[rows, None], logits[rows])
    assert bool(torch.isfinite(each).all())
    assert bool(torch.isfinite(torch.autograd.grad(each.sum(), logits)[0]).all())
    if abs(logit) < 10:
        log_p = logits[:, 0] * value - kernel._log_normaliser(logits[:, 0])
        assert torch.trapezoid(log_p.exp(), value).item() == pytest.approx(1, abs=1e-6)
        mean = torch.trapezoid(log_p.exp() * value, value)
        found = kernel.continuous_bernoulli_mean(logits[:1, 0])
        assert found.item() == pytest.approx(mean.item(), abs=1e-6)


def test_draws_invert_the_distribution_functions(generator: torch.Generator) -> None:
    u = torch.rand(200, D, generator=generator, dtype=torch.float64)
    a, b = (normal(200, D, generator=generator) for _ in range(2))
    laplace = kernel.laplace_draw(a, b, u)
    torch.testing.assert_close(td.Laplace(a, b.exp()).cdf(laplace), u)
    continuous = kernel.continuous_bernoulli_draw(6 * a, u)
    torch.testing.assert_close(
        td.ContinuousBernoulli(logits=6 * a).cdf(continuous), u, rtol=1e-3, atol=1e-3
    )
    uniform = kernel.uniform_prior((200, D), -1.0, 3.0, a, u)
    torch.testing.assert_close(uniform, 4 * u - 1)


def test_frequencies_of_discrete_draws() -> None:
    torch.manual_seed(0)
    logits = torch.tensor([0.5, -1.0, 2.0])
    binary = kernel.bernoulli_draw(logits.expand(40_000, 3))
    torch.testing.assert_close(binary.mean(0), logits.sigmoid(), rtol=0, atol=0.01)
    classes = kernel.categorical_draw(logits.expand(40_000, 3))
    shares = torch.bincount(classes, minlength=3) / 40_000
    torch.testing.assert_close(shares, logits.softmax(0), rtol=0, atol=0.01)
    prior = kernel.categorical_prior((40_000,), 4, logits)
    shares = torch.bincount(prior, minlength=4) / 40_000
    torch.testing.assert_close(shares, torch.full((4,), 0.25), rtol=0, atol=0.01)


def test_a_category_is_chosen_by_its_cumulative_probability() -> None:
    logits = torch.tensor([[0.2, 0.3, 0.5]]).log().expand(4, 3)
    noise = torch.tensor([0.1, 0.25, 0.49, 0.999])
    assert kernel.categorical_draw(logits, noise).tolist() == [0, 1, 1, 2]
    assert kernel.categorical_prior((4,), 3, logits, noise).tolist() == [0, 0, 1, 2]


def test_frozen_restores_what_it_froze() -> None:
    net = torch.nn.Linear(2, 1)
    net.bias.requires_grad_(False)
    x = torch.ones(1, 2, requires_grad=True)
    with kernel.frozen(net):
        y = net(x)
    assert net.weight.requires_grad
    assert not net.bias.requires_grad
    y.sum().backward()
    assert x.grad is not None
    assert net.weight.grad is None


def test_frozen_restores_after_an_error() -> None:
    net = torch.nn.Linear(2, 1)
    with pytest.raises(ValueError, match="stop"), kernel.frozen(net):
        raise ValueError("stop")
    assert net.weight.requires_grad

"""Pyro 1.9.2: a model, a guide and an ELBO class [Bingham2019]."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.peers.witness import Gradients, assert_same, case, compile_on, gradients, kept, peer

pyro = peer("pyro")
dist: Any = peer("pyro.distributions")
infer: Any = peer("pyro.infer")

pytestmark = pytest.mark.filterwarnings("ignore")
Dictate = Callable[..., None]

LAPLACE = """
    visible x : unit ~ data
    latent z : real[3] ~ Laplace(0, 1)
    z -> x ~ G[θ]
    x ..> z ~ E[η]
"""
DRAWS = """
    visible x : unit ~ data
    latent z : real[3] ~ Laplace(0, 1)
    z -> x ~ G[θ]
    x ..> z ~ E[η] {samples = 4}
"""


@pytest.fixture(autouse=True)
def _clear() -> Iterator[None]:
    """Pyro keeps parameters in a global store."""
    pyro.clear_param_store()
    yield
    pyro.clear_param_store()


def pair(nets: dict[str, nn.Module], prior: Any) -> tuple[Any, Any]:
    """A Bernoulli decoder and a Normal guide on our nets."""

    def model(x: Tensor) -> None:
        pyro.module("G", nets["G"])
        with pyro.plate("batch", len(x)):
            z = pyro.sample(
                "z", prior(torch.zeros(3), torch.ones(3)).expand([len(x), 3]).to_event(1)
            )
            logits = nets["G"](z).flatten(1)
            pyro.sample("x", dist.Bernoulli(logits=logits).to_event(1), obs=x.flatten(1))

    def guide(x: Tensor) -> None:
        pyro.module("E", nets["E"])
        with pyro.plate("batch", len(x)):
            loc, log_var = nets["E"](x).chunk(2, dim=1)
            pyro.sample("z", dist.Normal(loc, torch.exp(0.5 * log_var)).to_event(1))

    return model, guide


@pytest.mark.parametrize("seed", [0, 1])
def test_mean_field_elbo_is_vae(seed: int, dictate: Dictate) -> None:
    """Equal but for the batch: Pyro sums over it."""
    nets, batch, noise = case("vae", seed)
    ours = compile_on(nets, "vae").losses(batch, noise)["theta,eta"]
    dictate(noise["z"])
    elbo = infer.TraceMeanField_ELBO()
    theirs = elbo.differentiable_loss(*pair(nets, dist.Normal), batch["x"]) / len(batch["x"])
    assert_same(ours, theirs)
    assert_same(gradients(ours, *nets.values()), gradients(theirs, *nets.values()))


@pytest.mark.parametrize("seed", [0, 1])
def test_trace_elbo_is_the_sampled_ratio(seed: int, dictate: Dictate) -> None:
    """With a Laplace prior no KL is in our table: both take log q(z|x) − log p(z) at the draw."""
    nets, batch, noise = case("vae", seed)
    ours = compile_on(nets, LAPLACE).losses(batch, noise)["theta,eta"]
    dictate(noise["z"])
    model = pair(nets, dist.Laplace)
    theirs = infer.Trace_ELBO().differentiable_loss(*model, batch["x"]) / len(batch["x"])
    assert_same(ours, theirs)
    assert_same(gradients(ours, *nets.values()), gradients(theirs, *nets.values()))


def test_particles_are_samples(dictate: Dictate) -> None:
    """`num_particles = 4` is `{samples = 4}`."""
    nets, batch, _ = case("vae")
    epsilon = torch.randn(4, len(batch["x"]), 3, generator=torch.Generator().manual_seed(1))
    ours = compile_on(nets, DRAWS).losses(batch, {"z": epsilon.flatten(0, 1)})["theta,eta"]
    dictate(*epsilon)
    elbo = infer.Trace_ELBO(num_particles=4)
    theirs = elbo.differentiable_loss(*pair(nets, dist.Laplace), batch["x"]) / len(batch["x"])
    assert_same(ours, theirs)
    assert_same(gradients(ours, *nets.values()), gradients(theirs, *nets.values()))


@pytest.mark.parametrize("alpha", [0.0, 0.5, 2.0])
def test_renyi_of_one_particle_is_the_elbo(alpha: float, dictate: Dictate) -> None:
    """At one particle every order is the ELBO, value and gradient."""
    nets, batch, noise = case("vae")
    ours = compile_on(nets, LAPLACE).losses(batch, noise)["theta,eta"]
    dictate(noise["z"])
    elbo = infer.RenyiELBO(alpha=alpha, num_particles=1)
    theirs = elbo.loss_and_grads(*pair(nets, dist.Laplace), batch["x"]) / len(batch["x"])
    assert_same(float(ours), theirs)
    assert_same(gradients(ours, *nets.values()), _mean(kept(*nets.values()), len(batch["x"])))


@pytest.mark.parametrize("alpha", [0.0, 0.5])
def test_renyi_from_our_single_draws(alpha: float, dictate: Dictate) -> None:
    """−log w of each draw is our loss on a batch of one; Rényi's bound is made of these."""
    nets, batch, _ = case("vae")
    count, size = 5, len(batch["x"])
    epsilon = torch.randn(count, size, 3, generator=torch.Generator().manual_seed(2))
    model = compile_on(nets, LAPLACE)
    rows = [
        model.losses({"x": batch["x"][b : b + 1]}, {"z": epsilon[k, b : b + 1]})["theta,eta"]
        for b in range(size)
        for k in range(count)
    ]
    weights = -(1 - alpha) * torch.stack(rows).reshape(size, count)
    bound = (torch.logsumexp(weights, 1) - math.log(count)) / (1 - alpha)
    ours = -bound.mean()
    dictate(*epsilon)
    elbo = infer.RenyiELBO(alpha=alpha, num_particles=count)
    theirs = elbo.loss_and_grads(*pair(nets, dist.Laplace), batch["x"]) / size
    assert_same(float(ours), theirs)
    assert_same(gradients(ours, *nets.values()), _mean(kept(*nets.values()), size))


M2 = """
    visible x : unit ~ data
    visible t : cat[3] ~ data or Categorical
    latent z : real[3] ~ Laplace(0, 1)
    z, t -> x ~ G[θ]
    x, t ..> z ~ E[η]
    x ..> t ~ C[η] {gradient = enumerate}
"""


def by_class(net: nn.Module, value: Tensor, t: Tensor) -> Tensor:
    """What a net returns for values [B, …] or [K, B, …] and classes [B] or [K, 1]."""
    classes = t.expand(*(t.shape[:-1] or ()), value.shape[-2])
    value = value.expand(*classes.shape, value.shape[-1])
    flat: Tensor = net(value.reshape(-1, value.shape[-1]), classes.reshape(-1))
    return flat.reshape(*classes.shape, -1)


def m2(nets: dict[str, nn.Module]) -> tuple[Any, Any]:
    """The generative model M2 and its guide, in which a class that is not given is summed out."""

    def model(x: Tensor, t: Tensor | None) -> None:
        pyro.module("G", nets["G"])
        with pyro.plate("batch", len(x)):
            c = pyro.sample("t", dist.Categorical(logits=torch.zeros(3)), obs=t)
            z = pyro.sample("z", dist.Laplace(torch.zeros(3), torch.ones(3)).to_event(1))
            logits = by_class(nets["G"], z, c)
            pyro.sample("x", dist.Bernoulli(logits=logits).to_event(1), obs=x)

    def guide(x: Tensor, t: Tensor | None) -> None:
        pyro.module("E", nets["E"])
        pyro.module("C", nets["C"])
        with pyro.plate("batch", len(x)):
            if t is None:
                law = dist.Categorical(logits=nets["C"](x))
                t = pyro.sample("t", law, infer={"enumerate": "parallel"})
            loc, log_var = by_class(nets["E"], x, t).chunk(2, dim=-1)
            pyro.sample("z", dist.Normal(loc, torch.exp(0.5 * log_var)).to_event(1))

    return model, guide


@pytest.mark.parametrize("seed", [0, 1])
def test_enumeration_in_m2(seed: int, dictate: Dictate) -> None:
    """`gradient = enumerate` is the sum of TraceEnum_ELBO, given one noise for all classes.

    Both take the log-ratio of z at its draw. Rows whose class is known are Pyro's with `obs`; their
    uniform prior of the class is a constant, which our loss leaves out.
    """
    nets, batch, noise = case("ssvae", seed)
    x, t, epsilon = batch["x"], batch["t"], noise["z"]
    ours = compile_on(nets, M2).losses({"x": x, "t": t}, {"z": epsilon})["theta,eta"]
    seen = t >= 0
    elbo = infer.TraceEnum_ELBO(max_plate_nesting=1)
    dictate(epsilon[~seen].expand(3, -1, -1))
    unknown = elbo.differentiable_loss(*m2(nets), x[~seen], None)
    dictate(epsilon[seen])
    known = infer.Trace_ELBO().differentiable_loss(*m2(nets), x[seen], t[seen])
    theirs = (unknown + known - int(seen.sum()) * math.log(3)) / len(x)
    assert_same(ours, theirs)
    assert_same(gradients(ours, *nets.values()), gradients(theirs, *nets.values()))


# Pyro must differ


def test_enumeration_draws_anew_for_each_class(dictate: Dictate) -> None:
    """Left alone, Pyro draws z for each class by itself; our classes share their noise."""
    nets, batch, noise = case("ssvae")
    x, epsilon = batch["x"], noise["z"]
    hidden = {"x": x, "t": torch.full((len(x),), -1)}
    ours = compile_on(nets, M2).losses(hidden, {"z": epsilon})["theta,eta"]
    dictate(torch.stack([epsilon, -epsilon, 2 * epsilon]))
    elbo = infer.TraceEnum_ELBO(max_plate_nesting=1)
    theirs = elbo.differentiable_loss(*m2(nets), x, None) / len(x)
    assert abs(float(ours - theirs)) > 1e-3


def test_trace_elbo_samples_a_kl_that_is_closed(dictate: Dictate) -> None:
    """With a Normal prior Trace_ELBO still takes the ratio at the draw; we take the closed form.

    The difference is the ratio less its mean, 0 in expectation.
    """
    nets, batch, noise = case("vae")
    ours = compile_on(nets, "vae").losses(batch, noise)["theta,eta"]
    loc, log_var = nets["E"](batch["x"]).chunk(2, dim=1)
    square = (loc + torch.exp(0.5 * log_var) * noise["z"]) ** 2
    sampled = 0.5 * (square - noise["z"] ** 2 - log_var).sum(1).mean()
    closed = 0.5 * (loc**2 + log_var.exp() - 1 - log_var).sum(1).mean()
    dictate(noise["z"])
    theirs = infer.Trace_ELBO().differentiable_loss(*pair(nets, dist.Normal), batch["x"])
    assert_same(theirs / len(batch["x"]) - ours, sampled - closed)
    assert abs(float(sampled - closed)) > 1e-3


def test_samples_are_no_importance_weights(dictate: Dictate) -> None:
    """Rényi's order 0 is the importance-weighted bound: above our mean of four ELBOs."""
    nets, batch, _ = case("vae")
    epsilon = torch.randn(4, len(batch["x"]), 3, generator=torch.Generator().manual_seed(1))
    ours = compile_on(nets, DRAWS).losses(batch, {"z": epsilon.flatten(0, 1)})["theta,eta"]
    dictate(*epsilon)
    elbo = infer.RenyiELBO(alpha=0, num_particles=4)
    theirs = elbo.loss(*pair(nets, dist.Laplace), batch["x"]) / len(batch["x"])
    assert theirs < float(ours) - 1e-3


def test_mean_field_elbo_takes_another_estimator_unasked(dictate: Dictate) -> None:
    """Without a KL in its table TraceMeanField_ELBO samples the ratio, and says nothing."""
    nets, batch, noise = case("vae")
    model = pair(nets, _unregistered())
    dictate(noise["z"], noise["z"])
    closed = infer.TraceMeanField_ELBO().differentiable_loss(*model, batch["x"])
    sampled = infer.Trace_ELBO().differentiable_loss(*model, batch["x"])
    assert_same(closed, sampled)


def _unregistered() -> Any:
    """A prior whose KL from a Normal is in no table."""
    return lambda loc, scale: dist.StudentT(torch.full_like(loc, 4.0), loc, scale)


def _mean(values: Gradients, size: int) -> Gradients:
    return [value / size for value in values]

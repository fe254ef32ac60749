"""pixyz 0.3.3: distributions and losses as modules [Suzuki2023]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from tests.peers.witness import assert_same, case, compile_on, differ, gradients, peer
from tests.references.densities import draw_normal

distributions = peer("pixyz.distributions")
losses = peer("pixyz.losses")

pytestmark = pytest.mark.filterwarnings("ignore")
Dictate = Callable[..., None]


class Encoder(distributions.Normal):
    """q(z|x) with our net of location and log-variance."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__(var=["z"], cond_var=["x"], name="q")
        self.net = net

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        loc, log_var = self.net(x).chunk(2, dim=1)
        return {"loc": loc, "scale": torch.exp(0.5 * log_var)}


class Decoder(distributions.Bernoulli):
    """p(x|z) with our net of logits."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__(var=["x"], cond_var=["z"], name="p")
        self.net = net

    def forward(self, z: Tensor) -> dict[str, Tensor]:
        return {"probs": self.net(z).sigmoid()}


class Map(distributions.Deterministic):
    """A deterministic map by one of our nets."""

    def __init__(self, net: nn.Module, var: str, given: str, *, logits: bool = True) -> None:
        super().__init__(var=[var], cond_var=[given], name=var)
        self.net, self.logits, self.names = net, logits, (var, given)

    def forward(self, **given: Tensor) -> dict[str, Tensor]:
        var, parent = self.names
        raw = self.net(given[parent])
        return {var: raw.sigmoid() if self.logits else raw}


def prior() -> Any:
    """N(0, 1) on z."""
    return distributions.Normal(
        loc=torch.tensor(0.0),
        scale=torch.tensor(1.0),
        var=["z"],
        features_shape=[3],
        name="p_{prior}",
    )


def data() -> Any:
    """The empirical distribution of x."""
    return distributions.EmpiricalDistribution(["x"])


@pytest.mark.parametrize("seed", [0, 1])
def test_vae(seed: int, dictate: Dictate) -> None:
    """Equal: expectation of −log p plus the analytical KL, mean over the batch."""
    nets, batch, noise = case("beta_vae", seed)
    ours = compile_on(nets, "beta_vae").terms(batch, noise)["theta,eta"]
    q, p = Encoder(nets["E"]), Decoder(nets["G"])
    dictate(noise["z"])
    scored = (-p.log_prob().expectation(q)).mean().eval({"x": batch["x"]})
    kl = losses.KullbackLeibler(q, prior()).mean().eval({"x": batch["x"]})
    assert_same(list(ours.values()), [scored, 4 * kl])
    total = sum(ours.values())
    assert_same(gradients(total, *nets.values()), gradients(scored + 4 * kl, *nets.values()))


def adversarial(
    kind: str, p: Any, q: Any, net: nn.Module, *, logits: bool = True, **more: Any
) -> Any:
    """An adversarial loss of pixyz with our discriminator."""
    judge = Map(net, "t", p.var[0], logits=logits)
    return getattr(losses, kind)(p, q, discriminator=judge, **more)


@pytest.mark.parametrize("seed", [0, 1])
def test_jensen_shannon_is_gan(seed: int, dictate: Dictate) -> None:
    """φ is half of pixyz's sum; θ lacks the term of real examples, which no generator moves."""
    nets, batch, noise = case("lsgan", seed)
    ours = compile_on(nets, "gan").losses(batch, noise)
    generated = (Map(nets["G"], "x", "z") * prior()).marginalize_var("z")
    divergence = adversarial("AdversarialJensenShannon", data(), generated, nets["D"])
    dictate(noise["z"], noise["z"])
    phi = divergence.eval(batch, discriminator=True)
    theta = divergence.eval(batch)
    logits = nets["D"](batch["x"])
    constant = cross_entropy(logits, torch.zeros_like(logits))
    assert_same(2 * ours["phi"], phi)
    assert_same(ours["theta"] + constant, theta)
    assert_same([2 * g for g in gradients(ours["phi"], nets["D"])], gradients(phi, nets["D"]))
    assert_same(gradients(ours["theta"], nets["G"]), gradients(theta, nets["G"]))


def test_jensen_shannon_with_labels_exchanged(dictate: Dictate) -> None:
    """The first distribution is labelled 1: with (generated, data), their logit is −D(x)."""
    nets, batch, noise = case("lsgan")
    generated = (Map(nets["G"], "x", "z") * prior()).marginalize_var("z")
    divergence = adversarial("AdversarialJensenShannon", generated, data(), Negated(nets["D"]))
    ours = compile_on(nets, "gan").losses(batch, noise)
    dictate(noise["z"], noise["z"])
    assert_same(2 * ours["phi"], divergence.eval(batch, discriminator=True))
    assert_same(gradients(ours["theta"], nets["G"]), gradients(divergence.eval(batch), nets["G"]))


class Negated(nn.Module):
    """−D."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        return -self.net(x)


def test_kullback_leibler_by_an_adversary(dictate: Dictate) -> None:
    """φ as gan; θ is E log(D/(1 − D)), our generator's price under `loss = wasserstein`.

    pixyz's text defines its best discriminator with p and q exchanged; its code labels p 1.
    """
    nets, batch, noise = case("lsgan")
    program = """
        visible x : unit ~ data
        latent z : real[3] ~ Normal(0, 1)
        indicator y : {fake, real}
        z ..|> x = G[θ]
        x -!> y ~ D[φ] {loss = wasserstein}
    """
    ours = compile_on(nets, "gan").losses(batch, noise)["phi"]
    theta = compile_on(nets, program).losses(batch, noise)["theta"]
    generated = (Map(nets["G"], "x", "z") * prior()).marginalize_var("z")
    divergence = adversarial("AdversarialKullbackLeibler", generated, data(), Negated(nets["D"]))
    dictate(noise["z"], noise["z"])
    assert_same(2 * ours, divergence.eval(batch, discriminator=True))
    theirs = divergence.eval(batch)
    assert_same(theta, theirs)
    assert_same(gradients(theta, nets["G"]), gradients(theirs, nets["G"]))


def test_wasserstein(dictate: Dictate) -> None:
    """φ is half of pixyz's; θ lacks the mean over real examples."""
    nets, batch, noise = case("lsgan")
    program = """
        visible x : unit ~ data
        latent z : real[3] ~ Normal(0, 1)
        indicator y : {fake, real}
        z ..|> x = G[θ]
        x -!> y ~ D[φ] {loss = wasserstein}
    """
    ours = compile_on(nets, program).losses(batch, noise)
    generated = (Map(nets["G"], "x", "z") * prior()).marginalize_var("z")
    kind = "AdversarialWassersteinDistance"
    distance = adversarial(kind, data(), generated, nets["D"], logits=False)
    dictate(noise["z"], noise["z"])
    assert_same(2 * ours["phi"], distance.eval(batch, discriminator=True))
    theirs = distance.eval(batch)
    assert_same(ours["theta"] + nets["D"](batch["x"]).mean(), theirs)
    assert_same(gradients(ours["theta"], nets["G"]), gradients(theirs, nets["G"]))


def test_aae(dictate: Dictate) -> None:
    """The adversary on the code: prior labelled 1, codes labelled 0, and the same two halves."""
    nets, batch, noise = case("aae")
    ours = compile_on(nets, "aae")
    code = Map(nets["E"], "z", "x", logits=False)
    codes = (code * data()).marginalize_var("x")
    divergence = adversarial("AdversarialJensenShannon", prior(), codes, nets["D"])
    dictate(noise["z"], noise["z"])
    phi = divergence.eval(batch, discriminator=True)
    assert_same(2 * ours.losses(batch, noise)["phi"], phi)
    terms = ours.terms(batch, noise)["theta,eta"]
    mine = next(term for label, term in terms.items() if "qʳ" in label)
    theirs = divergence.eval(batch)
    assert_same(gradients(mine, nets["E"]), gradients(theirs, nets["E"]))


# pixyz must differ


def test_minimax_generator_differs(dictate: Dictate) -> None:
    """`inverse_g_loss=False` is Goodfellow's saturating log(1 − D): another gradient, same game."""
    nets, batch, noise = case("lsgan")
    ours = compile_on(nets, "gan").losses(batch, noise)["theta"]
    generated = (Map(nets["G"], "x", "z") * prior()).marginalize_var("z")
    kind = "AdversarialJensenShannon"
    divergence = adversarial(kind, data(), generated, nets["D"], inverse_g_loss=False)
    dictate(noise["z"])
    theirs = gradients(divergence.eval(batch), nets["G"])
    assert differ(theirs, gradients(ours, nets["G"])) > 0.1


def test_generator_loss_reaches_the_discriminator(dictate: Dictate) -> None:
    """D is not frozen in the generator's loss; pixyz clears the stray gradient later.

    Whoever calls `backward` on both losses without clearing in between trains D to be deceived.
    """
    nets, batch, noise = case("lsgan")
    generated = (Map(nets["G"], "x", "z") * prior()).marginalize_var("z")
    divergence = adversarial("AdversarialJensenShannon", data(), generated, nets["D"])
    dictate(noise["z"])
    assert any(g.any() for g in gradients(divergence.eval(batch), nets["D"]))
    theta = compile_on(nets, "gan").losses(batch, noise)["theta"]
    assert not any(g.any() for g in gradients(theta, nets["D"]))


def test_mmd_divides_by_the_wrong_axis(dictate: Dictate) -> None:
    """`MMD` claims the unbiased estimator; it divides by D (D − 1) of D features, diagonal in.

    The estimator of [Gretton2012, eq. 3] leaves the diagonal out and divides by B (B − 1).
    """
    size, width = 200, 3
    a, b = torch.randn(2, size, width, generator=torch.Generator().manual_seed(0))
    p, q = _fixed("p"), _fixed("q")
    dictate(a, b)
    found = losses.MMD(p, q, sigma_sqr=2.0).eval({"x": torch.zeros(size, width)})
    one = 1 - torch.eye(size)
    inside = sum((_kernel(v, v) * one).sum() / (size * (size - 1)) for v in (a, b))
    unbiased = inside - 2 * _kernel(a, b).mean()
    wrong = sum(_kernel(v, v).sum() / (width * (width - 1)) for v in (a, b))
    assert abs(float(unbiased)) < 0.05  # both samples are standard normal
    assert_same(found, wrong - 2 * _kernel(a, b).sum() / width**2)
    assert float(found) > 100


def _fixed(name: str) -> Any:
    """N(x, 1) on z."""
    return distributions.Normal(
        loc="x",
        scale=torch.tensor(1.0),
        var=["z"],
        cond_var=["x"],
        features_shape=[3],
        name=name,
    )


def _kernel(a: Tensor, b: Tensor) -> Tensor:
    return torch.exp(-((a[:, None] - b[None]) ** 2).sum(-1) / 2)


def test_parameters_are_cached_by_tensor() -> None:
    """A law asked again about the same tensor object answers with the weights it had before.

    So a full batch that is reused trains on stale graphs; ours is evaluated at every step.
    """
    nets, batch, noise = case("beta_vae")
    q, model = Encoder(nets["E"]), compile_on(nets, "beta_vae")
    kl = losses.KullbackLeibler(q, prior()).mean()
    label = "KL(q(z|x) ‖ p(z))"
    before, ours = kl.eval(batch), model.terms(batch, noise)["theta,eta"][label]
    with torch.no_grad():
        for parameter in nets["E"].parameters():
            parameter.mul_(2)
    assert_same(kl.eval(batch), before)  # the weights have changed, and nothing else has
    moved = kl.eval({"x": batch["x"].clone()})
    assert abs(float(moved - before)) > 0.1
    assert_same(4 * moved, model.terms(batch, noise)["theta,eta"][label])
    assert_same(4 * before, ours)


def test_equal_prints_are_not_equal_terms() -> None:
    """Two Normals named p print the difference 0, since pixyz's symbols are their LaTeX."""
    first = distributions.Normal(
        var=["x"], loc=torch.tensor(0.0), scale=torch.tensor(1.0), name="p"
    )
    other = distributions.Normal(
        var=["x"], loc=torch.tensor(3.0), scale=torch.tensor(1.0), name="p"
    )
    difference = first.log_prob() - other.log_prob()
    assert str(difference) == "0"
    assert float(difference.eval({"x": torch.tensor([[2.0]])}).abs().max()) > 1


def test_draws_agree(dictate: Dictate) -> None:
    """A dictated draw of pixyz is ours: location plus scale times noise."""
    nets, batch, noise = case("beta_vae")
    dictate(noise["z"])
    theirs = Encoder(nets["E"]).sample({"x": batch["x"]})["z"]
    assert_same(theirs, draw_normal(nets["E"](batch["x"]), noise["z"]))

"""The losses themselves, each against another way to write it."""

import math

import pytest
import torch
from torch import Tensor, distributions, nn

from . import adversarial, densities, variational
from .densities import Batch, Nets, Noise
from .doubles import Constant, Perfect, close
from .models import losses
from .nets import make

LIKELIHOODS = {
    "vae": lambda raw: distributions.Bernoulli(logits=raw, validate_args=False),
    "vae_normal": lambda raw: law(raw, 1),
    "vae_laplace": lambda raw: distributions.Laplace(raw, 1.0),
    "vae_cb": lambda raw: distributions.ContinuousBernoulli(logits=raw, lims=(0.49999, 0.50001)),
    "cvae": lambda raw: distributions.Bernoulli(logits=raw, validate_args=False),
}


def law(params: Tensor, dim: int = -1) -> distributions.Normal:
    mean, log_variance = params.tensor_split(2, dim=dim)
    return distributions.Normal(mean, log_variance.exp().sqrt())


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_variational_losses_are_those_of_torch_distributions(name: str) -> None:
    nets, batch, noise = make(name, 18)
    labels = [batch["c"]] if "c" in batch else []
    q = law(nets["E"](batch["x"], *labels))
    p = LIKELIHOODS[name](nets["G"](q.loc + q.scale * noise["z"], *labels))
    prior = distributions.Normal(torch.zeros_like(q.loc), 1.0)
    score = p.log_prob(batch["x"]).flatten(1).sum(1)
    elbo = score - distributions.kl_divergence(q, prior).sum(1)
    close(losses(name, nets, batch, noise)["theta,eta"], -elbo.mean(), 1e-9)


def test_a_degenerate_aavae_is_a_vae() -> None:
    nets, batch, noise = make("aavae", 7)
    as_vae = losses("vae", {"G": nets["G"], "E": nets["Q"]}, batch, noise)["theta,eta"]
    close(losses("aavae_degenerate", nets, batch, noise)["theta,eta"], as_vae)
    perfect = losses("aavae", nets | {"D": Perfect(batch["x"])}, batch, noise)["theta,eta"]
    close(2 * perfect, as_vae)


def test_an_undecided_discriminator_weighs_real_and_generated_alike() -> None:
    nets, batch, noise = make("aavae", 8)
    nets["D"] = Constant(0.0)
    x_fake = nets["G"](noise["z_prior"]).sigmoid().detach()
    pair = {"G": nets["G"], "E": nets["Q"]}
    real = losses("vae", pair, batch, noise)["theta,eta"]
    fake = losses("vae", pair, {"x": x_fake}, {"z": noise["z_generated"]})["theta,eta"]
    values = losses("aavae", nets, batch, noise)
    close(values["theta,eta"], 0.25 * (real + fake))
    close(values["phi"], math.log(2))


def test_beta_one_is_a_vae_and_beta_is_the_weight_of_the_kl() -> None:
    nets, batch, noise = make("beta_vae", 9)
    beta_vae, kl = variational.beta_vae, densities.kl_to_standard_normal
    plain = losses("vae", nets, batch, noise)["theta,eta"]
    close(beta_vae(nets, batch, noise, beta=1.0)["theta,eta"], plain)
    four = beta_vae(nets, batch, noise)["theta,eta"]
    close(four - plain, 3 * kl(nets["E"](batch["x"])).mean().detach())


def test_hierarchical_vae_is_the_log_ratio_of_its_joint_laws() -> None:
    nets, batch, noise = make("hvae", 10)
    close(losses("hvae", nets, batch, noise)["theta,eta"], _hierarchical_elbo(nets, batch, noise))


def _hierarchical_elbo(nets: Nets, batch: Batch, noise: Noise) -> Tensor:
    q_h = law(nets["E1"](batch["x"]))
    h = q_h.loc + q_h.scale * noise["h"]
    q_z = law(nets["E2"](h))
    z = q_z.loc + q_z.scale * noise["z"]
    prior = distributions.Normal(torch.zeros_like(z), 1.0)
    score = distributions.Normal(nets["G1"](h), 1.0).log_prob(batch["x"]).sum(1)
    ratio = (law(nets["G2"](z)).log_prob(h) - q_h.log_prob(h)).sum(1)
    return -(score + ratio - distributions.kl_divergence(q_z, prior).sum(1)).mean()


@pytest.mark.parametrize("d", [-1.5, 0.0, 0.7, 2.0])
def test_adversarial_losses_of_a_constant_discriminator(d: float) -> None:
    def softplus(a: float) -> float:
        return math.log1p(math.exp(a))

    binary = (softplus(-d) + softplus(d)) / 2
    expected = {
        "gan": (binary, softplus(-d)),
        "cgan": (binary, softplus(-d)),
        "hinge_gan": ((max(0, 1 - d) + max(0, 1 + d)) / 2, -d),
        "lsgan": (((d - 1) ** 2 + d**2) / 2, (d - 1) ** 2),
    }
    for name, (phi, theta) in expected.items():
        nets, batch, noise = make(name, 11)
        values = losses(name, nets | {"D": Constant(d)}, batch, noise)
        close(values["phi"], phi)
        close(values["theta"], theta)
    nets, batch, noise = make("ali", 11)
    for value in losses("ali", nets | {"D": Constant(d)}, batch, noise).values():
        close(value, binary)


def test_the_label_of_real_is_one() -> None:
    """A discriminator that is right pays nothing; those it sees through pay its whole logit."""
    real, fake = torch.full((4, 1), 50.0).double(), torch.full((4, 1), -50.0).double()
    close(adversarial.discriminate(real, fake), 0.0)
    close(adversarial.confuse(real, fake), 50.0)
    close(adversarial.deceive(fake), 50.0)


def test_gradient_penalty_of_a_linear_critic() -> None:
    """For D(x) = w·x the slope is ‖w‖ everywhere, and 10 stands to 1 as published."""
    nets, batch, noise = make("wgan_gp", 12)
    critic = nn.Sequential(nn.Flatten(), nn.Linear(16, 1, bias=False, dtype=torch.float64))
    real, fake = critic(batch["x"]).mean(), critic(nets["G"](noise["z"]).sigmoid()).mean()
    published = fake - real + 10 * (critic[1].weight.norm() - 1) ** 2
    values = losses("wgan_gp", nets | {"D": critic}, batch, noise)
    close(2 * values["phi"], published.detach())
    close(values["theta"], -fake.detach())


class Energy(nn.Module):
    """D(x) = ½‖x‖², whose gradient is x itself."""

    def forward(self, x: Tensor) -> Tensor:
        return 0.5 * x.flatten(1).square().sum(1, keepdim=True)


def test_gradient_penalty_is_taken_between_real_and_generated() -> None:
    nets, batch, noise = make("wgan_gp", 12)
    nets["D"], x = Energy(), batch["x"]
    x_fake = nets["G"](noise["z"]).sigmoid()
    x_hat = torch.stack([x_fake[i].lerp(x[i], noise["y"][i]) for i in range(len(x))])
    penalty = 10 * (x_hat.flatten(1).norm(dim=1) - 1).square().mean()
    published = nets["D"](x_fake).mean() - nets["D"](x).mean() + penalty
    close(2 * losses("wgan_gp", nets, batch, noise)["phi"], published.detach())


@pytest.mark.parametrize("name", ["cgan", "hinge_gan", "lsgan"])
def test_discriminators_see_the_data_and_the_mean_of_the_generated(name: str) -> None:
    nets, batch, noise = make(name, 24)
    labels = [batch["c"]] if "c" in batch else []
    d = nets["D"](batch["x"], *labels)
    d_fake = nets["D"](nets["G"](noise["z"], *labels).sigmoid(), *labels)
    phi, theta = {
        "cgan": (-(d.sigmoid() * (1 - d_fake.sigmoid())).log(), -d_fake.sigmoid().log()),
        "hinge_gan": ((1 - d).clamp(min=0) + (1 + d_fake).clamp(min=0), -d_fake),
        "lsgan": ((d - 1) ** 2 + d_fake**2, (d_fake - 1) ** 2),
    }[name]
    values = losses(name, nets, batch, noise)
    close(values["phi"], 0.5 * phi.mean())
    close(values["theta"], theta.mean())


def test_adaptation_flips_both_domains_and_takes_their_own_means() -> None:
    nets, batch, noise = make("ada", 13)
    d_source, d_target = (nets["D"](nets["G"](batch["z"][y]))[:, 0] for y in ("source", "target"))
    chance = nets["C"](nets["G"](batch["z"]["source"])).softmax(1)[range(6), batch["t"]]
    flipped = -(1 - d_source.sigmoid()).log().sum() / 6 - d_target.sigmoid().log().sum() / 4
    values = losses("ada", nets, batch, noise)
    close(values["theta,omega"], 0.5 * flipped - 0.5 * chance.log().mean())
    straight = -d_source.sigmoid().log().sum() / 6 - (1 - d_target.sigmoid()).log().sum() / 4
    close(values["phi"], 0.5 * straight)


def test_two_players_on_the_code_is_an_autoencoder_plus_deceit() -> None:
    nets, batch, noise = make("aae", 14)
    values, plain = losses("aae", nets, batch, noise), losses("ae", nets, batch, noise)
    deceit = -nets["D"](nets["E"](batch["x"])).sigmoid().log().mean()
    close(values["theta,eta"], plain["theta,eta"] + deceit)


def test_vaegan_is_the_mean_of_a_vae_and_a_gan() -> None:
    nets, batch, noise = make("vaegan", 15)
    values, vae = losses("vaegan", nets, batch, noise), losses("vae", nets, batch, noise)
    gan = losses("gan", nets, batch, {"z": noise["z_prior"]})
    close(values["eta,theta"], (vae["theta,eta"] + gan["theta"]) / 2)
    close(values["phi"], gan["phi"])


def test_a_perfect_cycle_costs_only_the_constants() -> None:
    _, batch, noise = make("cyclegan", 16)
    batch = {"a": batch["a"], "b": batch["a"].flip(0)}
    nets = {"F": nn.Identity(), "G": nn.Identity(), "A": Constant(0.0), "B": Constant(0.0)}
    values = losses("cyclegan", nets, batch, noise)
    close(values["theta,eta"], (2 + 2 * 5) * math.log(2))


def test_wake_and_sleep_score_the_samples_of_the_other() -> None:
    nets, batch, noise = make("helmholtz1", 17)
    h = (noise["h"] < nets["R"](batch["x"]).sigmoid()).double()
    h_dream = (noise["h_sleep"] < 0.5).double()
    x_dream = (noise["x_sleep"] < nets["G"](h_dream).sigmoid()).double()
    values = losses("helmholtz1", nets, batch, noise)
    p, q = (distributions.Bernoulli(logits=v) for v in (nets["G"](h), nets["R"](x_dream)))
    close(values["theta"], -p.log_prob(batch["x"]).sum(1).mean())
    close(values["lambda"], -q.log_prob(h_dream).sum(1).mean())


def test_wake_and_sleep_take_the_layers_in_turn() -> None:
    nets, batch, noise = make("helmholtz", 19)

    def draw(key: str, logits: Tensor) -> Tensor:
        return (noise[key] < logits.sigmoid()).double()

    def score(logits: Tensor, value: Tensor) -> Tensor:
        return distributions.Bernoulli(logits=logits).log_prob(value).sum(1)

    h1 = draw("h1", nets["R1"](batch["x"]))
    h2 = draw("h2", nets["R2"](h1))
    wake = score(nets["G1"](h1), batch["x"]) + score(nets["G2"](h2), h1)
    h2 = draw("h2_sleep", torch.zeros(6, 2))
    h1 = draw("h1_sleep", nets["G2"](h2))
    x = draw("x_sleep", nets["G1"](h1))
    sleep = score(nets["R1"](x), h1) + score(nets["R2"](h1), h2)
    values = losses("helmholtz", nets, batch, noise)
    close(values["theta"], -wake.mean())
    close(values["lambda"], -sleep.mean())


def test_infogan_is_a_gan_that_can_tell_its_code() -> None:
    nets, batch, noise = make("infogan", 20)
    values, gan = losses("infogan", nets, batch, noise), losses("gan", nets, batch, noise)
    told = law(nets["Q"](nets["G"](noise["z"]).sigmoid())).log_prob(noise["z"]).sum(1).mean()
    close(values["theta,eta"], gan["theta"] - told)
    close(values["phi"], gan["phi"])


def test_infogan_code_is_a_conditional_generator_that_can_tell_its_category() -> None:
    nets, batch, noise = make("infogan_code", 21)
    c = (3 * noise["c"]).floor().long()
    x_fake = nets["G"](noise["z"], c).sigmoid()
    told = nets["Q"](x_fake).softmax(1)[range(6), c].log().mean()
    d, d_fake = nets["D"](batch["x"]).sigmoid(), nets["D"](x_fake).sigmoid()
    values = losses("infogan_code", nets, batch, noise)
    close(values["theta,eta"], -d_fake.log().mean() - told)
    close(values["phi"], -0.5 * d.log().mean() - 0.5 * (1 - d_fake).log().mean())


def test_ali_judges_pairs() -> None:
    nets, batch, noise = make("ali", 22)
    q = law(nets["E"](batch["x"]))
    real = nets["D"](batch["x"], q.loc + q.scale * noise["z"]).sigmoid()
    fake = nets["D"](nets["G"](noise["z_prior"]).sigmoid(), noise["z_prior"]).sigmoid()
    values = losses("ali", nets, batch, noise)
    close(values["phi"], -0.5 * real.log().mean() - 0.5 * (1 - fake).log().mean())
    close(values["eta,theta"], -0.5 * (1 - real).log().mean() - 0.5 * fake.log().mean())


def test_cyclegan_is_two_gans_and_two_cycles() -> None:
    nets, batch, noise = make("cyclegan", 23)
    F, G, a, b = nets["F"], nets["G"], batch["a"], batch["b"]
    there = distributions.Laplace(G(F(a)), 1.0).log_prob(a).sum(1).mean()
    back = distributions.Laplace(F(G(b)), 1.0).log_prob(b).sum(1).mean()
    deceit = nets["A"](G(b)).sigmoid().log().mean() + nets["B"](F(a)).sigmoid().log().mean()
    values = losses("cyclegan", nets, batch, noise)
    close(values["theta,eta"], -deceit - there - back)
    for player, real, fake in (
        ("phi", nets["A"](a), nets["A"](G(b))),
        ("psi", nets["B"](b), nets["B"](F(a))),
    ):
        close(values[player], adversarial.discriminate(real, fake))

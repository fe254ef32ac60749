"""pythae 0.1.2: a class and a trainer a model [Chadebec2022]."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.model.programs import PROGRAMS
from tests.peers.witness import (
    assert_same,
    case,
    compile_on,
    differ,
    gradients,
    inner,
    kept,
    peer,
)

pythae = peer("pythae.models")
pythae_nets = peer("pythae.models.nn")
Output: Any = peer("pythae.models.base.base_utils").ModelOutput
trainers = peer("pythae.trainers")

pytestmark = pytest.mark.filterwarnings("ignore")
Dictate = Callable[..., None]

UNIT_NORMAL = """
    visible x : real ~ data
    latent z : real[3] ~ Normal(0, 1)
    z -> x ~ Normal(G[θ], 1)
    x ..> z ~ E[η]
"""


VAE = """
    visible x : unit ~ data
    latent z : real[3] ~ Normal(0, 1)
    z -> x ~ G[θ]
"""


class Encoder(pythae_nets.BaseEncoder):
    """Our net of location and log-variance, or of a code alone, as pythae wants it."""

    def __init__(self, net: nn.Module, *, code: bool = False) -> None:
        super().__init__()
        self.net, self.code = net, code

    def forward(self, x: Tensor) -> Any:
        raw = self.net(x)
        if self.code:
            return Output(embedding=raw, log_covariance=torch.zeros_like(raw))
        loc, log_var = raw.chunk(2, dim=1)
        return Output(embedding=loc, log_covariance=log_var)


class Decoder(pythae_nets.BaseDecoder):
    """Our net of logits (or of a location), as pythae wants it: a mean."""

    def __init__(self, net: nn.Module, *, logits: bool = True) -> None:
        super().__init__()
        self.net, self.logits = net, logits

    def forward(self, z: Tensor) -> Any:
        raw = self.net(z)
        return Output(reconstruction=raw.sigmoid() if self.logits else raw)


class Judge(pythae_nets.BaseDiscriminator):
    """Our two-layer net, as pythae wants it: a probability, and its features on demand."""

    depth = 2

    def __init__(self, net: Any) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor, output_layer_levels: list[int] | None = None) -> Any:
        if output_layer_levels:
            return Output(embedding_layer_1=self.net.trunk(x))
        return Output(embedding=self.net(x).sigmoid())


def variational(name: str, nets: Any, *, loss: str = "bce", **options: Any) -> Any:
    """A VAE of pythae on our nets."""
    config = getattr(pythae, f"{name}Config")(
        input_dim=(5,), latent_dim=3, reconstruction_loss=loss, **options
    )
    encoder, decoder = Encoder(nets["E"]), Decoder(nets["G"], logits=loss == "bce")
    return getattr(pythae, name)(config, encoder=encoder, decoder=decoder)


@pytest.mark.parametrize("seed", [0, 1])
def test_vae(seed: int, dictate: Dictate) -> None:
    """Equal: sums over elements, means over the batch, closed KL."""
    nets, batch, noise = case("vae", seed)
    ours = compile_on(nets, "vae").losses(batch, noise)["theta,eta"]
    dictate(noise["z"])
    theirs = variational("VAE", nets)({"data": batch["x"]}).loss
    assert_same(ours, theirs)
    assert_same(gradients(ours, *nets.values()), gradients(theirs, *nets.values()))


def test_terms_of_vae(dictate: Dictate) -> None:
    """The reconstruction and the KL are equal one by one."""
    nets, batch, noise = case("vae")
    ours = compile_on(nets, "vae").terms(batch, noise)["theta,eta"]
    dictate(noise["z"])
    theirs = variational("VAE", nets)({"data": batch["x"]})
    assert_same(list(ours.values()), [theirs.recon_loss, theirs.reg_loss])


@pytest.mark.parametrize("beta", [0.5, 4])
def test_beta_vae(beta: float, dictate: Dictate) -> None:
    """Equal."""
    nets, batch, noise = case("beta_vae")
    program = f"""
        visible x : unit ~ data
        latent z : real[3] ~ Normal(0, 1)
        z -> x ~ G[θ]
        x ..> z ~ E[η] {{beta = {beta}}}
    """
    ours = compile_on(nets, program).losses(batch, noise)["theta,eta"]
    dictate(noise["z"])
    theirs = variational("BetaVAE", nets, beta=beta)({"data": batch["x"]}).loss
    assert_same(ours, theirs)
    assert_same(gradients(ours, *nets.values()), gradients(theirs, *nets.values()))


def test_squared_error_lacks_a_constant(dictate: Dictate) -> None:
    """Its `mse` is −log N(x | ·, 1) without its D/2 · log 2π."""
    nets, batch, noise = case("vae_laplace")
    ours = compile_on(nets, UNIT_NORMAL).losses(batch, noise)["theta,eta"]
    dictate(noise["z"])
    theirs = variational("VAE", nets, loss="mse")({"data": batch["x"]}).loss
    constant = batch["x"][0].numel() / 2 * math.log(2 * math.pi)
    assert_same(ours, theirs + constant)
    assert_same(gradients(ours, *nets.values()), gradients(theirs, *nets.values()))


@pytest.mark.parametrize("seed", [0, 1])
def test_aae(seed: int, dictate: Dictate) -> None:
    """φ is half of pythae's sum; θ,η is equal at adversarial scale 1 and a deterministic code.

    The gradients are those that pythae's trainer leaves behind.
    """
    nets, batch, noise = case("aae", seed)
    ours = compile_on(nets, "aae").losses(batch, noise)
    config = pythae.Adversarial_AE_Config(
        input_dim=(5,),
        latent_dim=3,
        reconstruction_loss="bce",
        adversarial_loss_scale=1.0,
        deterministic_posterior=True,
    )
    encoder, judge = Encoder(nets["E"], code=True), Judge(nets["D"])
    theirs = pythae.Adversarial_AE(config, encoder, Decoder(nets["G"]), judge)
    dictate(torch.zeros_like(noise["z"]), noise["z"])
    output = theirs({"data": batch["x"]})
    assert_same(2 * ours["phi"], output.discriminator_loss)
    assert_same(ours["theta,eta"], output.autoencoder_loss)
    _step(trainers.AdversarialTrainer, output, autoencoder=(encoder, theirs.decoder), judge=judge)
    assert_same(gradients(ours["theta,eta"], nets["E"], nets["G"]), kept(nets["E"], nets["G"]))
    assert_same([2 * g for g in gradients(ours["phi"], nets["D"])], kept(nets["D"]))


@pytest.mark.parametrize("seed", [0, 1])
def test_iwae(seed: int, dictate: Dictate) -> None:
    """`bound = importance` has the gradient of `IWAE.loss`; its value is the bound."""
    nets, batch, _ = case("vae_cb", seed)
    epsilon = torch.randn(len(batch["x"]), 5, 3, generator=torch.Generator().manual_seed(seed))
    program = VAE + "x ..> z ~ E[η] {samples = 5, bound = importance}\n"
    ours = compile_on(nets, program).losses(batch, {"z": epsilon.transpose(0, 1)})["theta,eta"]
    dictate(epsilon)
    theirs = variational("IWAE", nets, number_samples=5)({"data": batch["x"]}).loss
    assert_same(gradients(ours, *nets.values()), gradients(theirs, *nets.values()))
    weights = torch.logsumexp(_log_weights(nets, batch["x"], epsilon), 1) - math.log(5)
    assert_same(ours, -weights.mean())


@pytest.mark.parametrize("seed", [0, 1])
def test_wae_mmd(seed: int, dictate: Dictate) -> None:
    """Equal at half its squared error, up to the constant of the density."""
    nets, batch, noise = case("wae", seed)
    program = """
        visible x : real ~ data
        latent z : real[3] ~ Normal(0, 1)
        z -> x ~ Normal(G[θ], 1)
        x ..|> z = E[η] {match = 100 mmd}
    """
    ours = compile_on(nets, program).losses(batch, noise)["theta,eta"]
    config = pythae.WAE_MMD_Config(
        input_dim=(5,), latent_dim=3, reg_weight=100, reconstruction_loss_scale=0.5
    )
    encoder, decoder = Encoder(nets["E"], code=True), Decoder(nets["G"], logits=False)
    dictate(noise["z_prior"])
    theirs = pythae.WAE_MMD(config, encoder, decoder)({"data": batch["x"]}).loss
    assert_same(ours, theirs + 5 / 2 * math.log(2 * math.pi))
    assert_same(gradients(ours, *nets.values()), gradients(theirs, *nets.values()))


@pytest.mark.parametrize("seed", [0, 1])
def test_info_vae(seed: int, dictate: Dictate) -> None:
    """Equal: (1 − α) KL and (α + λ − 1) MMD, with the kernel and the estimate of [Zhao2019]."""
    nets, batch, _ = case("infovae", seed)
    generator = torch.Generator().manual_seed(seed)
    noise = {name: torch.randn(6, 3, generator=generator) for name in ("z", "z_prior")}
    ours = compile_on(nets, VAE + "x ..> z ~ E[η] {match = 0.5 kl + 10 mmd}\n")
    config = pythae.INFOVAE_MMD_Config(
        input_dim=(5,), latent_dim=3, reconstruction_loss="bce", alpha=0.5, lbd=10.5
    )
    dictate(noise["z"], noise["z_prior"])
    theirs = pythae.INFOVAE_MMD(config, Encoder(nets["E"]), Decoder(nets["G"]))
    loss, found = theirs({"data": batch["x"]}).loss, ours.losses(batch, noise)["theta,eta"]
    assert_same(found, loss)
    assert_same(gradients(found, *nets.values()), gradients(loss, *nets.values()))


@pytest.mark.parametrize("seed", [0, 1])
def test_features_of_vaegan(seed: int, dictate: Dictate) -> None:
    """`features = D` is its reconstruction with the constant of a density, over p(y) = ½.

    Its loss has a gradient in the discriminator too, which its trainer leaves out.
    """
    nets, batch, noise = case("larsen", seed)
    config = pythae.VAEGANConfig(input_dim=(5,), latent_dim=3, reconstruction_layer=1)
    dictate(noise["z"], noise["z_prior"])
    theirs = pythae.VAEGAN(config, Encoder(nets["E"]), Decoder(nets["G"]), Judge(nets["D"]))
    loss = theirs({"data": batch["x"]}).recon_loss
    program = PROGRAMS["larsen"].replace("0.5) {features = D, weight = 3}", "1) {features = D}")
    ours = compile_on(nets, program).terms(batch, noise)["eta,theta"]["−log p(D_l(x)|z)"]
    assert_same(2 * ours, loss + 4 / 2 * math.log(2 * math.pi))
    players = nets["E"], nets["G"]
    doubled = [2 * gradient for gradient in gradients(ours, *players)]
    assert_same(doubled, gradients(loss, *players))
    assert not any(gradient.any() for gradient in gradients(ours, nets["D"]))
    assert any(gradient.any() for gradient in gradients(loss, nets["D"]))


# Defects: pythae must differ


def test_vaegan_decoder_helps_the_discriminator(dictate: Dictate) -> None:
    """The decoder's optimizer steps on ∇[(1 − λ) features − λ loss_D] + ∇loss_D.

    The trainer clears the decoder's gradient before `decoder_loss.backward()` and not before
    `discriminator_loss.backward()`, and the generated examples are not detached there. So λ − 1
    of the discriminator's loss is left with the wrong sign: at any λ < 1 the decoder descends it.
    """
    nets, batch, noise = case("vaegan")
    config = pythae.VAEGANConfig(
        input_dim=(5,), latent_dim=3, reconstruction_layer=1, margin=100, adversarial_loss_scale=0.5
    )
    encoder, decoder, judge = Encoder(nets["E"]), Decoder(nets["G"]), Judge(nets["D"])
    dictate(noise["z"], noise["z_prior"])
    theirs = pythae.VAEGAN(config, encoder, decoder, judge)
    output = theirs({"data": batch["x"]})
    intended = gradients(output.decoder_loss, nets["G"])
    judged = gradients(output.discriminator_loss, nets["G"])
    trainer = trainers.CoupledOptimizerAdversarialTrainer
    _step(trainer, output, encoder=(encoder,), decoder=(decoder,), judge=judge)
    found = kept(nets["G"])
    assert_same(found, [a + b for a, b in zip(intended, judged, strict=True)])
    assert differ(found, intended) > 0.1
    ours = compile_on(nets, "vaegan").terms(batch, noise)["eta,theta"]
    adversarial = next(term for label, term in ours.items() if "qʳ" in label)
    features = gradients(0.5 * output.recon_loss, nets["G"])
    their_share = [a - b for a, b in zip(found, features, strict=True)]
    assert inner(their_share, judged) > 0  # a step lowers the discriminator's loss
    assert inner(gradients(adversarial, nets["G"]), judged) < 0  # ours raises it


def test_factor_vae_encoder_helps_the_discriminator() -> None:
    """The discriminator's loss is not detached from z, and its gradient reaches the encoder.

    `AdversarialTrainer` adds it to the gradient of the autoencoder's loss before it steps.
    """
    torch.manual_seed(0)
    nets, batch, _ = case("vaegan")
    config = pythae.FactorVAEConfig(input_dim=(5,), latent_dim=3, reconstruction_loss="bce")
    encoder, decoder = Encoder(nets["E"]), Decoder(nets["G"])
    theirs = pythae.FactorVAE(config, encoder, decoder)
    output = theirs({"data": batch["x"]})
    intended = gradients(output.autoencoder_loss, nets["E"])
    stray = gradients(output.discriminator_loss, nets["E"])
    judge = theirs.discriminator
    _step(trainers.AdversarialTrainer, output, autoencoder=(encoder, decoder), judge=judge)
    assert_same(kept(nets["E"]), [a + b for a, b in zip(intended, stray, strict=True)])
    assert max(float(g.abs().max()) for g in stray) > 1e-6


def test_a_discriminator_of_ours_reaches_no_one_else() -> None:
    """The same question to our models: φ's loss has no gradient outside D."""
    for name in ("vaegan", "aae", "gan", "infogan", "ali"):
        nets, batch, noise = case(name)
        phi = compile_on(nets, name).losses(batch, noise)["phi"]
        others = [net for key, net in nets.items() if key != "D"]
        assert all(not g.any() for g in gradients(phi, *others))


def test_iwae_reports_no_bound(dictate: Dictate) -> None:
    """`IWAE.loss` is −Σ w̃ log w with w̃ held fixed: the bound's gradient, but not its value.

    Our `{samples = 5}` is the mean of five −ELBOs, another objective.
    """
    nets, batch, _ = case("vae_cb")
    count, size = 5, len(batch["x"])
    epsilon = torch.randn(size, count, 3, generator=torch.Generator().manual_seed(1))
    dictate(epsilon)
    theirs = variational("IWAE", nets, number_samples=count)({"data": batch["x"]}).loss
    bound = -(torch.logsumexp(_log_weights(nets, batch["x"], epsilon), 1) - math.log(count)).mean()
    assert_same(gradients(theirs, *nets.values()), gradients(bound, *nets.values()))
    assert abs(float(theirs - bound)) > 1e-3


def _log_weights(nets: Any, x: Tensor, epsilon: Tensor) -> Tensor:
    """The log of p(x|z) p(z) / q(z|x), [B, K]."""
    loc, log_var = (part[:, None] for part in nets["E"](x).chunk(2, dim=1))
    z = loc + (0.5 * log_var).exp() * epsilon
    logits = nets["G"](z.flatten(0, 1)).reshape(*z.shape[:2], -1)
    log_p = -nn.functional.binary_cross_entropy_with_logits(
        logits, x[:, None].expand_as(logits), reduction="none"
    ).sum(-1)
    return log_p + 0.5 * (log_var + epsilon**2 - z**2).sum(-1)


class Idle(torch.optim.SGD):
    """Clears gradients, and leaves the parameters as they are."""

    def step(self, closure: Any = None) -> None:
        """Nothing."""


def _step(trainer: Any, output: Any, judge: nn.Module, **players: tuple[nn.Module, ...]) -> None:
    """What pythae's trainer does with a batch, up to the parameters' own change."""
    optimizers = {
        f"{name}_optimizer": Idle([p for n in nets for p in n.parameters()])
        for name, nets in {**players, "discriminator": (judge,)}.items()
    }
    trainer._optimizers_step(SimpleNamespace(**optimizers), output)

"""torch-mimicry 0.1.16: losses of logits, and a critic with its penalty.

Its package imports TensorFlow, for measures of samples; its losses and nets need torch alone.
"""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from tests.peers.witness import assert_same, case, compile_on, gradients, without_package_imports
from tests.references.nets import Net

losses = without_package_imports("torch_mimicry", "modules.losses")
wgan_gp = without_package_imports("torch_mimicry", "nets.wgan_gp.wgan_gp_base")

IMAGE = (3, 4, 4)
WGAN_GP = """
    visible x : unit[3, 4, 4] ~ data
    latent z : real[3] ~ Normal(0, 1)
    indicator y : {fake, real}
    z ..|> x = G[θ]
    x -!> y ~ D[φ] {loss = wasserstein, penalty = 10}
"""


def logits(nets: dict[str, nn.Module], x: Tensor, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """D at real examples, at generated ones cut from G, and at generated ones."""
    fake = nets["G"](z).sigmoid()
    return nets["D"](x), nets["D"](fake.detach()), nets["D"](fake)


@pytest.mark.parametrize("seed", [0, 1])
def test_hinge(seed: int) -> None:
    """φ is half of its sum over both sides; θ is equal."""
    nets, batch, noise = case("hinge_gan", seed)
    ours = compile_on(nets, "hinge_gan").losses(batch, noise)
    real, cut, fake = logits(nets, batch["x"], noise["z"])
    theirs = losses.hinge_loss_dis(output_fake=cut, output_real=real)
    assert_same(2 * ours["phi"], theirs)
    assert_same([2 * g for g in gradients(ours["phi"], nets["D"])], gradients(theirs, nets["D"]))
    made = losses.hinge_loss_gen(fake)
    assert_same(ours["theta"], made)
    assert_same(gradients(ours["theta"], nets["G"]), gradients(made, nets["G"]))


class Critic(wgan_gp.WGANGPBaseDiscriminator):
    """Our net as its critic."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__(ndf=1)
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.net(x)
        return output


@pytest.mark.parametrize("seed", [0, 1])
def test_wgan_gp(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """φ is half of it, the penalty at equal points between the sides; θ is equal."""
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    nets = {"G": Net(((3,),), IMAGE), "D": Net((IMAGE,), (1,))}
    batch = {"x": torch.rand(6, *IMAGE, generator=generator)}
    noise = {"z": torch.randn(6, 3, generator=generator), "y": torch.rand(6, generator=generator)}
    ours = compile_on(nets, WGAN_GP).losses(batch, noise)
    monkeypatch.setattr(torch, "rand", lambda *shape, **_: noise["y"].reshape(shape))
    critic = Critic(nets["D"])
    real, cut, fake = logits(nets, batch["x"], noise["z"])
    theirs = critic.compute_gan_loss(output_real=real, output_fake=cut)
    generated = nets["G"](noise["z"]).sigmoid()
    theirs = theirs + critic.compute_gradient_penalty_loss(batch["x"], generated, gp_scale=10)
    torch.testing.assert_close(2 * ours["phi"], theirs, rtol=1e-9, atol=1e-9)
    for mine, other in zip(
        gradients(2 * ours["phi"], nets["D"]), gradients(theirs, nets["D"]), strict=True
    ):
        torch.testing.assert_close(mine, other, rtol=1e-8, atol=1e-8)
    made = losses.wasserstein_loss_gen(fake)
    assert_same(ours["theta"], made)
    assert_same(gradients(ours["theta"], nets["G"]), gradients(made, nets["G"]))


def test_its_generator_of_logarithms_is_bounded() -> None:
    """`ns_loss_gen` adds 10⁻⁸ inside the logarithm: no gradient where D is sure; ours has one."""
    sure = torch.tensor([[-40.0]], requires_grad=True)
    (theirs,) = torch.autograd.grad(losses.ns_loss_gen(sure), sure)
    (ours,) = torch.autograd.grad(nn.functional.softplus(-sure).mean(), sure)
    assert abs(float(theirs)) < 1e-8
    assert float(ours) == pytest.approx(-1)

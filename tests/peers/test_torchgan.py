"""torchgan 0.1.0: losses of logits."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from tests.peers.witness import (
    assert_same,
    case,
    compile_on,
    differ,
    gradients,
    without_package_imports,
)

losses = without_package_imports("torchgan", "losses.functional")


def logits(
    name: str, seed: int
) -> tuple[dict[str, nn.Module], dict[str, Tensor], Tensor, Tensor, Tensor]:
    """Nets, our losses, and D at real examples, at generated ones cut from G, at generated ones."""
    nets, batch, noise = case(name, seed)
    ours = compile_on(nets, name).losses(batch, noise)
    fake = nets["G"](noise["z"]).sigmoid()
    return nets, ours, nets["D"](batch["x"]), nets["D"](fake.detach()), nets["D"](fake)


@pytest.mark.parametrize("seed", [0, 1])
def test_least_squares(seed: int) -> None:
    """φ is equal, for its half of a square is our half of y; θ is twice its loss."""
    nets, ours, real, cut, fake = logits("lsgan", seed)
    theirs = losses.least_squares_discriminator_loss(real, cut)
    assert_same(ours["phi"], theirs)
    assert_same(gradients(ours["phi"], nets["D"]), gradients(theirs, nets["D"]))
    made = losses.least_squares_generator_loss(fake)
    assert_same(ours["theta"], 2 * made)
    assert_same(gradients(ours["theta"], nets["G"]), gradients(2 * made, nets["G"]))


@pytest.mark.parametrize("nonsaturating", [True, False])
def test_minimax(nonsaturating: bool) -> None:
    """φ is half of it; θ is `log` where it does not saturate, and `minimax` where it does."""
    nets, ours, real, cut, fake = logits("gan" if nonsaturating else "minimax_gan", 0)
    theirs = losses.minimax_discriminator_loss(real, cut)
    assert_same(2 * ours["phi"], theirs)
    made = losses.minimax_generator_loss(fake, nonsaturating=nonsaturating)
    assert_same(ours["theta"], made)
    assert_same(gradients(ours["theta"], nets["G"]), gradients(made, nets["G"]))


@pytest.mark.parametrize("seed", [0, 1])
def test_wasserstein(seed: int) -> None:
    """φ is half of it, and θ is equal."""
    nets, ours, real, cut, fake = logits("wgan", seed)
    theirs = losses.wasserstein_discriminator_loss(real, cut)
    assert_same(2 * ours["phi"], theirs)
    assert_same(gradients(2 * ours["phi"], nets["D"]), gradients(theirs, nets["D"]))
    assert_same(ours["theta"], losses.wasserstein_generator_loss(fake))


# Defects: torchgan must differ


def test_the_penalty_is_of_a_whole_batch() -> None:
    """`wasserstein_gradient_penalty` takes one norm of the gradients of all examples.

    (‖∇‖ − 1)² of the batch asks for slopes of 1/√B, where [Gulrajani2017, eq. 3] asks each example
    for 1. For a batch of one it is ours.
    """
    nets, batch, noise = case("wgan_gp", 0)
    model = compile_on(nets, "wgan_gp")
    fake = nets["G"](noise["z"]).sigmoid().detach()
    u = noise["y"].reshape(-1, 1, 1, 1)
    mixed = (u * batch["x"] + (1 - u) * fake).requires_grad_()
    theirs = 10 * losses.wasserstein_gradient_penalty(mixed, nets["D"](mixed))
    terms = model.terms(batch, noise)["phi"]
    ours = 2 * next(value for label, value in terms.items() if "∇" in label)
    found, expected = (gradients(loss, nets["D"]) for loss in (theirs, ours))
    assert differ(found, expected) > 0.1
    one = mixed[:1].detach().requires_grad_()
    alone = 10 * losses.wasserstein_gradient_penalty(one, nets["D"](one))
    first = {"x": batch["x"][:1]}, {name: value[:1] for name, value in noise.items()}
    terms = model.terms(*first)["phi"]
    mine = 2 * next(value for label, value in terms.items() if "∇" in label)
    torch.testing.assert_close(alone, mine, rtol=1e-9, atol=1e-9)


def test_labels_have_the_lengths_of_the_other_side() -> None:
    """`minimax_discriminator_loss` shapes real labels like fake logits, so sides must be equal."""
    with pytest.raises(ValueError, match="size"):
        losses.minimax_discriminator_loss(torch.zeros(3, 1), torch.zeros(4, 1))

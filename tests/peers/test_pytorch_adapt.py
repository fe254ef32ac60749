"""pytorch-adapt 0.0.83: the layer that reverses a gradient, and the hooks that flip labels."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.nn.functional import cross_entropy

from tests.peers.witness import assert_same, compile_on, gradients, peer
from tests.references.nets import make

layers = peer("pytorch_adapt.layers")
hooks: Any = peer("pytorch_adapt.hooks")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("seed", [0, 1])
def test_dann(seed: int) -> None:
    """One loss through the reversing layer is our two, each domain averaged by itself.

    Labels belong to the source, so their loss has p(y) = ½: ours at `weight = 0.1` is half of the
    sum whose layer multiplies by 0.2.
    """
    nets, batch, noise = make("dann", seed)
    ours = compile_on(nets, "dann").losses(batch, noise)
    G, D, C = nets["G"], nets["D"], nets["C"]
    reverse = layers.GradientReversal(weight=0.2)
    features = {label: G(z) for label, z in batch["z"].items()}
    logits = {label: D(reverse(x)) for label, x in features.items()}
    domain = sum(
        0.5
        * bce(logits[label], logits[label].new_full(logits[label].shape, float(label == "source")))
        for label in logits
    )
    theirs = domain + cross_entropy(C(features["source"]), batch["t"])
    assert_same(ours["phi"], domain)
    assert_same(gradients(ours["phi"], D), gradients(domain, D))
    assert_same(gradients(ours["theta,omega"], G, C), gradients(0.5 * theirs, G, C))


@pytest.mark.parametrize("seed", [0, 1])
def test_ada(seed: int) -> None:
    """The domain losses of `GANHook`: labels for D, and flipped ones for everyone else.

    It adds the two domains where we take their mean; the loss of the labels counts once in both, so
    ours, divided by p(y = source), is half of it. Its labels are swapped between the domains, which
    it therefore wants equally large.
    """
    nets, batch, noise = make("ada", seed)
    rows = len(batch["z"]["target"])
    domains = {label: z[:rows] for label, z in batch["z"].items()}
    batch = {"z": domains, "t": batch["t"][:rows]}
    ours = compile_on(nets, "ada").losses(batch, noise)
    z, G, D, C = batch["z"], nets["G"], nets["D"], nets["C"]
    inputs = {
        "src_imgs": z["source"],
        "target_imgs": z["target"],
        "src_domain": torch.ones(len(z["source"])),
        "target_domain": torch.zeros(len(z["target"])),
        "src_labels": batch["t"],
        "G": G,
        "D": OneNumber(D),
        "C": C,
    }
    of_no_gradient = hooks.FeaturesForDomainLossHook(detach=True)
    judge = hooks.DomainLossHook(in_float64, detach_features=True, f_hook=of_no_gradient)
    makers = hooks.DomainLossHook(in_float64, reverse_labels=True)
    _, judged = judge(inputs)
    _, made = makers(inputs)
    _, classed = hooks.CLossHook()(inputs)
    phi = sum(loss.mean() for loss in judged.values())
    theta = sum(loss.mean() for loss in (*made.values(), *classed.values()))
    assert_same(2 * ours["phi"], phi)
    assert_same(gradients(2 * ours["phi"], D), gradients(phi, D))
    assert_same(2 * ours["theta,omega"], theta)
    assert_same(gradients(2 * ours["theta,omega"], G, C), gradients(theta, G, C))


def in_float64(logits: Tensor, labels: Tensor) -> Tensor:
    """Its loss, [B], of labels that it has made float32."""
    return bce(logits, labels.double(), reduction="none")


class OneNumber(nn.Module):
    """A discriminator as pytorch-adapt expects it: it returns [B]."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        output: Tensor = self.inner(x).squeeze(1)
        return output


def test_ada_is_another_gradient() -> None:
    """`loss = log`, where labels are flipped, is no reversed gradient [Hu2018, sec. 2.1]."""
    nets, batch, noise = make("dann", 0)
    flipped = compile_on(nets, "ada").terms(batch, noise)["theta,omega"]
    reversed_ = compile_on(nets, "dann").terms(batch, noise)["theta,omega"]
    label = next(label for label in flipped if "qʳ" in label)
    other = next(label for label in reversed_ if "minimax" in label)
    pair = zip(
        gradients(0.1 * flipped[label], nets["G"]),
        gradients(reversed_[other], nets["G"]),
        strict=True,
    )
    assert any(float((a - b).abs().max()) > 1e-3 * float(b.abs().max()) for a, b in pair)

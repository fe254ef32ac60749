"""`gradient = relaxed` and `straight-through` against formulas written by hand, in float64."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

import schematic
from schematic.emit.kernels.relaxed import (
    relaxed_bits,
    relaxed_class,
    straight_through_bits,
    straight_through_class,
)
from tests.extending.comparing import Nets, assert_losses, net, uniforms

B, CLASSES, TEMPERATURE = 5, 3, 0.6
SPEC = """
visible x : binary[4] ~ data
latent  c : cat[3]    ~ Categorical
latent  h : binary[2] ~ Bernoulli(0.3)

c, h ->  x ~ G[θ]
x    ..> c ~ C[η] {gradient = WORD, temperature = 0.6}
x, c ..> h ~ H[η] {gradient = WORD}
"""


def nets() -> Nets:
    return {"C": net(4, CLASSES), "H": net(4 + CLASSES, 2), "G": net(CLASSES + 2, 4)}


@pytest.mark.parametrize("word", ["relaxed", "straight-through"])
def test_two_codes(word: str) -> None:
    data = (uniforms(B, 4) > 0.5).double()
    u_c, u_h = uniforms(B, CLASSES), uniforms(B, 2)

    def through(hard: Tensor, soft: Tensor) -> Tensor:
        return soft if word == "relaxed" else hard.double() + soft - soft.detach()

    def reference(nets: Nets) -> dict[str, Tensor]:
        logits = nets["C"](data)
        perturbed = logits - torch.log(-torch.log(u_c))
        soft = torch.softmax(perturbed / TEMPERATURE, 1)
        c = through(F.one_hot(perturbed.argmax(1), CLASSES), soft)
        h_logits = nets["H"](data, c)
        h = through(
            u_h < torch.sigmoid(h_logits),
            torch.sigmoid(h_logits + torch.log(1 - u_h) - torch.log(u_h)),
        )
        log_q, q = torch.log_softmax(logits, 1), torch.sigmoid(h_logits)
        kl_c = (log_q.exp() * (log_q + torch.tensor(3.0).double().log())).sum(1)
        kl_h = (q * torch.log(q / 0.3) + (1 - q) * torch.log((1 - q) / 0.7)).sum(1)
        nll = F.binary_cross_entropy_with_logits(nets["G"](c, h), data, reduction="none").sum(1)
        return {"theta,eta": (nll + kl_c + kl_h).mean()}

    assert_losses(SPEC.replace("WORD", word), nets(), {"x": data}, {"c": u_c, "h": u_h}, reference)


@pytest.mark.parametrize("word", ["relaxed", "straight-through"])
def test_bound_nets_read_rows_of_numbers_everywhere(word: str) -> None:
    model = schematic.compile(schematic.parse(SPEC.replace("WORD", word)), nets=dict(nets()))
    x = (uniforms(B, 4) > 0.5).double()
    assert model.reconstruct(x).shape == (B, 4)
    assert model.sample(6).shape == (6, 4)
    assert model.infer("h", x=x).shape == (B, 2)


def test_the_largest_of_a_relaxed_class_has_the_law_of_the_class() -> None:
    torch.manual_seed(0)
    logits = torch.tensor([0.0, 1.0, -1.0]).double()
    rows = straight_through_class(logits.expand(200_000, 3), 0.7)
    torch.testing.assert_close(rows.mean(0), torch.softmax(logits, 0), atol=5e-3, rtol=0)
    assert set(rows.unique().tolist()) == {0.0, 1.0}


def test_bits_above_a_half_are_the_draw_from_the_same_noise() -> None:
    u, logits = uniforms(1000, 3), torch.randn(1000, 3).double()
    wanted = (u < torch.sigmoid(logits)).double()
    assert torch.equal((relaxed_bits(logits, 0.4, u) > 0.5).double(), wanted)
    assert torch.equal(straight_through_bits(logits, 0.4, u), wanted)


@pytest.mark.parametrize("edge", [0.0, 1.0])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_noise_at_the_edges_is_finite(edge: float, dtype: torch.dtype) -> None:
    u, logits = torch.full((2, 3), edge, dtype=dtype), torch.zeros(2, 3, dtype=dtype)
    for sample in (relaxed_class(logits, 1.0, u), relaxed_bits(logits, 1.0, u)):
        assert sample.isfinite().all()

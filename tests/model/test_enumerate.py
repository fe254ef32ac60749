"""`gradient = enumerate` against expectations that are summed by hand, in float64."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import schematic
from schematic.diagnostics import SchematicError
from schematic.emit.kernels.enumerate import every_bits, every_class, share_normal
from tests.extending.comparing import Nets, assert_losses, net, normals, uniforms
from tests.model.layers_of_bits import LAYERS, layered_bound, layered_nets, log_bernoulli

B, CLASSES = 4, 3


def x() -> Tensor:
    return (uniforms(B, 4) > 0.5).double()


# A class and a continuous code that depends on it: the semi-discrete VAE

CODES = """
visible x : binary[4] ~ data
latent  c : cat[3]    ~ Categorical
latent  z : real[2]   ~ Normal(0, 1)

c, z ->  x ~ G[θ]
x    ..> c ~ C[η] {gradient = enumerate}
x, c ..> z ~ E[η] {samples = SAMPLES}
"""


class ReadsClass(nn.Module):
    """A net one of whose parents is a class number."""

    def __init__(self, inner: nn.Module, place: int) -> None:
        super().__init__()
        self.inner, self.place = inner, place

    def forward(self, *parents: Tensor) -> Tensor:
        values = list(parents)
        assert not values[self.place].is_floating_point()
        values[self.place] = F.one_hot(values[self.place], CLASSES).double()
        output: Tensor = self.inner(*values)
        return output


def code_nets() -> Nets:
    return {
        "C": net(4, CLASSES),
        "E": ReadsClass(net(4 + CLASSES, 4), 1),
        "G": ReadsClass(net(CLASSES + 2, 4), 0),
    }


@pytest.mark.parametrize("samples", [1, 2])
def test_a_class_and_a_code(samples: int) -> None:
    data, noise = x(), normals(samples, B, 2)

    def reference(nets: Nets) -> dict[str, Tensor]:
        log_q = torch.log_softmax(nets["C"](data), 1)
        total = (log_q.exp() * (log_q + torch.tensor(3.0).double().log())).sum(1)
        for value in range(CLASSES):
            c = torch.full((B,), value)
            loc, log_var = nets["E"](data, c).chunk(2, 1)
            kl = 0.5 * (loc**2 + log_var.exp() - 1 - log_var).sum(1)
            draws = [loc + torch.exp(0.5 * log_var) * each for each in noise]
            log_p = [log_bernoulli(data, nets["G"](c, z)) for z in draws]
            total = total + log_q[:, value].exp() * (kl - torch.stack(log_p).mean(0))
        return {"theta,eta": total.mean()}

    spec = CODES.replace("SAMPLES", str(samples))
    given = noise[0] if samples == 1 else noise
    assert_losses(spec, code_nets(), {"x": data}, {"z": given}, reference)


# Two layers of bits, the first of which has a sampled KL elsewhere


def test_two_layers_of_bits() -> None:
    data = x()

    def reference(nets: Nets) -> dict[str, Tensor]:
        return {"eta,theta": layered_bound(nets, data)}

    spec = LAYERS.replace("ESTIMATOR", "enumerate")
    assert_losses(spec, layered_nets(), {"x": data}, {}, reference)


# A class that a discriminator judges: its own player pays for it by q, without gradient

JUDGED = """
visible   x : binary[4] ~ data
latent    c : cat[3] ~ Categorical
indicator y : {fake, real}

c ->  x ~ G[θ]
x ..> c ~ C[η] {gradient = enumerate}
c -!> y ~ D[φ]
"""


def test_a_judged_class() -> None:
    data, u = x(), uniforms(B)
    prior = (u * CLASSES).long()

    def reference(nets: Nets) -> dict[str, Tensor]:
        q = torch.softmax(nets["C"](data), 1)
        values = torch.arange(CLASSES)
        logits = nets["D"](values).flatten()
        log_p = torch.stack([log_bernoulli(data, r.expand(B, 4)) for r in nets["G"](values)], 1)
        real = 0.5 * F.softplus(-nets["D"](prior)).mean()
        fake = 0.5 * (q.detach() * F.softplus(logits)).sum(1).mean()
        fools = (q * (F.softplus(-logits) - log_p)).sum(1).mean()
        return {"phi": real + fake, "theta,eta": fools}

    nets = {
        "C": net(4, CLASSES),
        "G": ReadsClass(net(CLASSES, 4), 0),
        "D": ReadsClass(net(CLASSES, 1), 0),
    }
    assert_losses(JUDGED, nets, {"x": data}, {"c_prior": u}, reference)


# The noise


def test_noise_that_is_drawn_is_shared_too() -> None:
    class Constant(nn.Module):
        """An encoder that is blind."""

        def __init__(self) -> None:
            super().__init__()
            self.row = nn.Parameter(torch.zeros(4))

        def forward(self, x: Tensor, c: Tensor) -> Tensor:
            return self.row.expand(len(c), 4)

    spec = schematic.parse(CODES.replace("SAMPLES", "2"))
    model = schematic.compile(spec, nets={"E": Constant()})
    z = model.draw({"x": x().float()})["z"].reshape(2, CLASSES, B, 2)
    assert torch.equal(z[:, :1].expand_as(z), z)
    assert not torch.equal(z[0], z[1])


def test_noise_covers_the_rows_of_the_batch() -> None:
    model = schematic.compile(schematic.parse(CODES.replace("SAMPLES", "1")))
    with pytest.raises(SchematicError, match=r"takes? .*\[4, 2\]|\[4, 2\]"):
        model.losses({"x": x().float()}, {"z": torch.zeros(CLASSES * B, 2)})


def test_the_recipes_sample_a_class() -> None:
    model = schematic.compile(schematic.parse(CODES.replace("SAMPLES", "1")))
    assert model.infer("z", x=x().float()).shape == (B, 2)
    assert model.reconstruct(x().float()).shape == (B, 4)


# The kernels


def test_every_value_comes_once_for_each_example() -> None:
    assert every_class(torch.zeros(2, 3)).tolist() == [0, 0, 1, 1, 2, 2]
    bits = every_bits(torch.zeros(2, 1, 2))
    assert bits.shape == (8, 1, 2)
    assert bits[::2, 0].tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]
    assert torch.equal(bits[::2], bits[1::2])


def test_copies_have_noise_of_their_own_and_the_same_by_turns() -> None:
    noise = torch.arange(4.0).reshape(4, 1)
    shared = share_normal(noise, torch.zeros(12, 1), 2, 3).reshape(2, 3, 2)
    assert shared[0].tolist() == [[0, 1]] * 3
    assert shared[1].tolist() == [[2, 3]] * 3

"""`gradient = score` against the gradient of the enumerated bound.

Every value of the discrete draws is brought about by base noise, one after another. The gradients
of the emitted losses, weighed by the probabilities of these values, are the exact mean of the
estimator.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import schematic
from tests.extending.comparing import Nets, net, uniforms
from tests.model.layers_of_bits import LAYERS, layered_bound, layered_nets, log_bernoulli

B = 3
X = (uniforms(B, 4) > 0.5).double()
Case = tuple[Tensor, Tensor, dict[str, Tensor]]


def parameters(nets: Nets) -> list[nn.Parameter]:
    return [parameter for each in nets.values() for parameter in each.parameters()]


# A class, with two samples and their baseline

CLASSES = 3
CLASS = """
visible x : binary[4] ~ data
latent  c : cat[3]    ~ Categorical

c ->  x ~ G[θ]
x ..> c ~ C[η] {gradient = score, samples = SAMPLES}
"""


class OneHot(nn.Module):
    """A net that reads classes."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, index: Tensor) -> Tensor:
        output: Tensor = self.inner(F.one_hot(index, CLASSES).double())
        return output


def class_bound(nets: Nets) -> Tensor:
    """−E_q[log p(x|c)] + KL(q(c|x) ‖ 1/3), enumerated over c."""
    log_q = torch.log_softmax(nets["C"](X), 1)
    values = torch.arange(CLASSES)
    logits = nets["G"](values)
    log_p = torch.stack([log_bernoulli(X, row.expand_as(X)) for row in logits], 1)
    kl = (log_q.exp() * (log_q + torch.tensor(3.0).double().log())).sum(1)
    return (kl - (log_q.exp() * log_p).sum(1)).mean()


def class_cases(nets: Nets, x: Tensor, samples: int) -> Iterator[tuple[Tensor, dict[str, Tensor]]]:
    """Each value of the samples by its probability, and the noise that brings it about."""
    p = torch.softmax(nets["C"](x), 1)[0].detach()
    middle = p.cumsum(0) - p / 2
    for values in itertools.product(range(CLASSES), repeat=samples):
        yield p[list(values)].prod(), {"c": middle[list(values)]}


# Two layers of binary nodes, the second of which reads a draw of the first


def layered_cases(nets: Nets, x: Tensor) -> Iterator[tuple[Tensor, dict[str, Tensor]]]:
    for bits in itertools.product((0.0, 1.0), repeat=3):
        h = torch.tensor([bits[:2]], dtype=torch.float64)
        z = torch.tensor([bits[2:]], dtype=torch.float64)
        q_h, q_z = (torch.sigmoid(nets[n](v)).detach() for n, v in (("R1", x), ("R2", h)))
        weight = torch.where(h == 1, q_h, 1 - q_h).prod() * torch.where(z == 1, q_z, 1 - q_z).prod()
        yield weight, {name: middle(v, q) for name, v, q in (("h", h, q_h), ("z", z, q_z))}


def middle(value: Tensor, probability: Tensor) -> Tensor:
    """A uniform that makes a Bernoulli draw this value: 1 where it is below the probability."""
    return torch.where(value == 1, probability / 2, (1 + probability) / 2)


def compare(spec: str, nets: Nets, bound: Tensor, cases: Sequence[Case]) -> None:
    model = schematic.compile(schematic.parse(spec), nets=dict(nets))
    mean = torch.zeros((), dtype=torch.float64)
    for x, weight, noise in cases:
        (loss,) = model.losses({"x": x}, noise).values()
        mean = mean + weight * loss / B
    torch.testing.assert_close(mean, bound, rtol=1e-12, atol=1e-12)
    found, wanted = (torch.autograd.grad(value, parameters(nets)) for value in (mean, bound))
    torch.testing.assert_close(found, wanted, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("samples", [1, 2])
def test_a_class(samples: int) -> None:
    nets = {"C": net(4, CLASSES), "G": OneHot(net(CLASSES, 4))}
    cases = [(x, *case) for x in X.split(1) for case in class_cases(nets, x, samples)]
    compare(CLASS.replace("SAMPLES", str(samples)), nets, class_bound(nets), cases)


def test_two_layers() -> None:
    nets = layered_nets()
    cases = [(x, *case) for x in X.split(1) for case in layered_cases(nets, x)]
    compare(LAYERS.replace("ESTIMATOR", "score"), nets, layered_bound(nets, X), cases)

"""Every family against `torch.distributions`, and its draws against its own density."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, distributions

from schematic.families import Kind
from schematic.spaces import Space
from schematic.verify.worlds.family_oracle import FAMILY_ORACLES, Parameters

LOGITS = torch.tensor([-3.0, -0.7, 0.0, 0.4, 2.5], dtype=torch.float64)
HALF = torch.tensor([0.3], dtype=torch.float64)
LOC = torch.tensor([0.4, -1.1], dtype=torch.float64)
LOG = torch.tensor([-0.6, 0.3], dtype=torch.float64)

LAWS: dict[str, tuple[str, Parameters, distributions.Distribution]] = {
    "a Normal of two nets": (
        "Normal", Parameters((LOC, LOG), ()), distributions.Normal(LOC, (LOG / 2).exp())
    ),
    "a Normal of a net and a number": (
        "Normal", Parameters((LOC,), (0.7,)), distributions.Normal(LOC, 0.7)
    ),
    "a Laplace of two nets": (
        "Laplace", Parameters((LOC, LOG), ()), distributions.Laplace(LOC, LOG.exp())
    ),
    "a Laplace of a net and a number": (
        "Laplace", Parameters((LOC,), (0.7,)), distributions.Laplace(LOC, 0.7)
    ),
    "a Uniform": (
        "Uniform", Parameters((), (-1.0, 3.0)), distributions.Uniform(-torch.ones(2).double(), 3.0)
    ),
    "a continuous Bernoulli": (
        "ContinuousBernoulli",
        Parameters((LOGITS,), ()),
        distributions.ContinuousBernoulli(logits=LOGITS),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAWS)
def test_continuous_families(name: str) -> None:
    family, parameters, law = LAWS[name]
    oracle = FAMILY_ORACLES[family]
    u = torch.linspace(0.05, 0.95, 7, dtype=torch.float64)[:, None].expand(-1, *law.batch_shape)
    value = law.icdf(u)
    torch.testing.assert_close(
        oracle.log_density(parameters, value), law.log_prob(value).sum(-1), rtol=1e-6, atol=1e-6
    )
    mean = oracle.mean(parameters).expand(law.batch_shape)
    torch.testing.assert_close(mean, law.mean, rtol=1e-5, atol=1e-5)
    noise = distributions.Normal(0.0, 1.0).icdf(u) if family == "Normal" else u
    torch.testing.assert_close(oracle.draw(parameters, noise), value, rtol=1e-5, atol=1e-5)
    assert oracle.values(2, 0) is None


@pytest.mark.parametrize("logit", [-5.0, -0.02, -0.009, -1e-6, 0.0, 1e-6, 0.009, 0.02, 5.0])
def test_a_continuous_bernoulli_by_quadrature(logit: float) -> None:
    """Near 0 as elsewhere: the density sums to 1, and its mean is that of its draws."""
    oracle = FAMILY_ORACLES["ContinuousBernoulli"]
    parameters = Parameters((torch.tensor([logit], dtype=torch.float64),), ())
    atoms = oracle.quadrature(1, 48)
    density = oracle.log_density(parameters, atoms.points).exp()
    assert (atoms.weights * density).sum().item() == pytest.approx(1, abs=1e-12)
    mean = (atoms.weights * density * atoms.points[:, 0]).sum().item()
    assert oracle.mean(parameters).item() == pytest.approx(mean, abs=1e-12)
    draws = oracle.draw(parameters, atoms.points)
    assert (atoms.weights * draws[:, 0]).sum().item() == pytest.approx(mean, abs=1e-8)


@pytest.mark.parametrize("logit", [-0.0100001, -0.0099999, 0.0099999, 0.0100001])
def test_a_series_has_the_slope_of_the_formula(logit: float) -> None:
    oracle = FAMILY_ORACLES["ContinuousBernoulli"]

    def slope(a: float) -> Tensor:
        raw = torch.tensor([a], dtype=torch.float64, requires_grad=True)
        value = oracle.log_density(Parameters((raw,), ()), HALF)
        return torch.autograd.grad(value, raw)[0]

    torch.testing.assert_close(slope(logit), HALF - 0.5 - logit / 12, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    "parameters",
    [Parameters((LOGITS,), (), 5), Parameters((), (), 5)],
    ids=["logits", "uniform"],
)
def test_classes(parameters: Parameters) -> None:
    oracle = FAMILY_ORACLES["Categorical"]
    logits = parameters.raw[0] if parameters.raw else torch.zeros(5, dtype=torch.float64)
    law = distributions.Categorical(logits=logits)
    values = oracle.values(1, 5)
    assert values is not None
    found = oracle.log_density(parameters, values)
    torch.testing.assert_close(found, law.log_prob(torch.arange(5)))
    torch.testing.assert_close(oracle.mean(parameters), law.probs)


def test_a_draw_of_a_class_inverts_the_distribution_function() -> None:
    oracle, parameters = FAMILY_ORACLES["Categorical"], Parameters((LOGITS,), (), 5)
    edges = torch.softmax(LOGITS, -1).cumsum(-1)
    for k, edge in enumerate(edges.tolist()):
        assert oracle.draw(parameters, torch.tensor([[edge - 1e-6]])).item() == k


def test_a_row_of_probabilities_may_stand_for_a_class() -> None:
    oracle, parameters = FAMILY_ORACLES["Categorical"], Parameters((LOGITS,), (), 5)
    row = torch.nn.functional.one_hot(torch.tensor([3]), 5).double()
    index = torch.tensor([[3]])
    torch.testing.assert_close(
        oracle.log_density(parameters, row), oracle.log_density(parameters, index)
    )


@pytest.mark.parametrize(
    "parameters",
    [Parameters((LOGITS,), ()), Parameters((), (0.3,))],
    ids=["logits", "a probability"],
)
def test_bits(parameters: Parameters) -> None:
    oracle = FAMILY_ORACLES["Bernoulli"]
    p = torch.sigmoid(LOGITS) if parameters.raw else HALF
    bits = oracle.values(len(p), 0)
    assert bits is not None
    assert len(bits) == 2 ** len(p)
    law = distributions.Bernoulli(probs=p)
    torch.testing.assert_close(oracle.log_density(parameters, bits), law.log_prob(bits).sum(-1))
    torch.testing.assert_close(oracle.mean(parameters), p)
    below, above = (oracle.draw(parameters, p + step) for step in (-1e-6, 1e-6))
    assert (below == 1).all()
    assert (above == 0).all()


@pytest.mark.parametrize("family", sorted(FAMILY_ORACLES))
def test_noise_of_a_family(family: str) -> None:
    """A lattice has equal weights; a quadrature sums to 1."""
    oracle = FAMILY_ORACLES[family]
    lattice, fine = oracle.lattice(2), oracle.quadrature(2, 5)
    assert len(set(lattice.weights.tolist())) == 1
    assert lattice.points.shape == (len(lattice.weights), 2)
    assert fine.weights.sum().item() == pytest.approx(1)
    assert math.isclose(lattice.weights.sum().item(), 1)


@pytest.mark.parametrize(
    ("family", "space", "shape"),
    [
        ("Normal", Space(Kind.REAL, (2,)), (3, 2)),
        ("Bernoulli", Space(Kind.UNIT, (1, 2)), (3, 1, 2)),
        ("Categorical", Space(Kind.CAT, (), classes=4), (3,)),
    ],
)
def test_data_of_a_type(family: str, space: Space, shape: tuple[int, ...]) -> None:
    data = FAMILY_ORACLES[family].data
    assert data is not None
    rows = data.examples(space, 3, torch.Generator().manual_seed(0))
    assert tuple(rows.shape) == shape
    assert torch.equal(data.read(space, rows), rows)
    assert data.whole(space) is (family == "Categorical")


def test_bits_are_read_at_a_half() -> None:
    data = FAMILY_ORACLES["Bernoulli"].data
    assert data is not None
    space = Space(Kind.BINARY, (2,))
    read = data.read(space, torch.tensor([[0.2, 0.8]]))
    assert read.tolist() == [[0.0, 1.0]]
    assert data.whole(space)

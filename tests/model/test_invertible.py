"""Models with invertible nets: both ways, what is bound to them, and what they are worth."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import schematic
from schematic.diagnostics import SchematicError
from schematic.resources import zoo

FLOW = """
visible x : real[2] ~ data
latent  z : real[2] ~ Normal(0, 1)
z -|> x = F[θ]
net F = coupling(8)
"""
POSTERIOR = """
visible x : real[4] ~ data
latent  u : real[2]
latent  z : real[2] ~ Normal(0, 1)
x    ..>  u ~ E[η]
u, x ..|> z = A[η]
z    ->   x ~ Normal(G[θ], 1)
net A = autoregressive(8)
"""
Pair = tuple[Tensor, Tensor]


class Affine(nn.Module):
    """x = exp(s) z + t, in both directions."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor([0.3, -0.7]))
        self.shift = nn.Parameter(torch.tensor([1.0, 2.0]))

    def forward(self, z: Tensor) -> Pair:
        return z * self.scale.exp() + self.shift, self.scale.sum().expand(len(z))

    def inverse(self, x: Tensor) -> Pair:
        return (x - self.shift) / self.scale.exp(), -self.scale.sum().expand(len(x))


def test_a_bound_affine_flow_is_a_normal_law() -> None:
    net = Affine()
    model = schematic.compile(schematic.parse(FLOW), nets={"F": net})
    x = torch.randn(7, 2)
    normal = torch.distributions.Normal(net.shift, net.scale.exp())
    expected = -normal.log_prob(x).sum(1).mean()
    torch.testing.assert_close(model.losses({"x": x})["theta"], expected)


@pytest.mark.parametrize("name", ["realnvp", "maf"])
def test_infer_goes_both_ways(name: str) -> None:
    model = schematic.compile(schematic.load(zoo()[name])).double()
    x = torch.randn(5, 2, dtype=torch.float64)
    z = model.infer("z", x=x)
    torch.testing.assert_close(model.infer("x", z=z), x)
    torch.testing.assert_close(model.reconstruct(x), x)
    torch.testing.assert_close(model.sample(5, noise={"z": z}), x)


@pytest.mark.parametrize("name", ["realnvp", "maf"])
def test_the_density_integrates_to_one(name: str) -> None:
    model = schematic.compile(schematic.load(zoo()[name]), seed=1).double()
    axis = torch.linspace(-12, 12, 401, dtype=torch.float64)
    points = torch.cartesian_prod(axis, axis)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(0.5)  # the steps of the grid resolve what gentle layers make
        z, log_det = model.F.inverse(points)
        log_p = -0.5 * (z**2 + math.log(2 * math.pi)).sum(1) + log_det
        expected = model.losses({"x": points[:50]})["theta"]
    assert abs(float(log_p.exp().sum()) * float(axis[1] - axis[0]) ** 2 - 1) < 1e-3
    torch.testing.assert_close(expected, -log_p[:50].mean())


def test_a_posterior_is_inferred_forwards() -> None:
    model: Any = schematic.compile(schematic.parse(POSTERIOR))
    x, noise = torch.randn(3, 4), {"u": torch.randn(3, 2)}
    draws = model.draw({"x": x}, noise)
    torch.testing.assert_close(model.infer("z", x=x, noise=noise), draws["z"])
    torch.testing.assert_close(model.A(draws["u"], x)[0], draws["z"])


class Broken(Affine):
    """A flow with one fault."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault

    def forward(self, z: Tensor) -> Any:
        value, log_det = super().forward(z)
        match self.fault:
            case "no pair":
                return value
            case "no tensor":
                return value, 0.0
            case "wide":
                return torch.cat([value, value], 1), log_det
            case "a number each":
                return value, log_det[:, None].expand(-1, 2)
            case "wrong volume":
                return value, 0.5 * log_det
        return value, log_det

    def inverse(self, x: Tensor) -> Any:
        value, log_det = super().inverse(x)
        match self.fault:
            case "no way back":
                return x, log_det
            case "wrong volume back":
                return value, -log_det
            case "no pair back":
                return value
        return value, log_det


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("no pair", "it returns Tensor, not a pair"),
        ("no tensor", "not one of tensors"),
        ("wide", "it returns values (2, 4) for values (2, 2)"),
        ("a number each", "not one number an example"),
        ("wrong volume", "not that of its Jacobian"),
        ("no way back", "does not lead back"),
        ("wrong volume back", "not minus that of its `forward`"),
        ("no pair back", "its `inverse` returns Tensor"),
    ],
)
def test_a_module_that_breaks_a_promise_is_refused(fault: str, words: str) -> None:
    with pytest.raises(SchematicError) as caught:
        schematic.compile(schematic.parse(FLOW), nets={"F": Broken(fault)})
    (finding,) = caught.value.diagnostics
    assert finding.code == "SGM511"
    assert words in finding.message


def test_a_module_without_an_inverse_serves_a_dashed_arrow_only() -> None:
    class Forward(nn.Module):
        def forward(self, u: Tensor, *_: Tensor) -> Pair:
            return 2 * u, torch.full((len(u),), 2 * math.log(2), dtype=u.dtype)

    with pytest.warns(UserWarning, match="SGM643"):
        model = schematic.compile(schematic.parse(POSTERIOR), nets={"A": Forward()})
    losses = model.terms({"x": torch.randn(3, 4)})["eta,theta"]
    assert float(losses["−log|det ∂z/∂u|"]) == pytest.approx(-2 * math.log(2))
    with pytest.raises(SchematicError, match="no method `inverse`"):
        schematic.compile(schematic.parse(FLOW), nets={"F": Forward()})


def test_a_module_that_fails_is_told_with_its_arguments() -> None:
    class Failing(nn.Module):
        def forward(self, z: Tensor) -> Pair:
            raise ValueError("no way")

    with pytest.raises(SchematicError, match="no way") as caught:
        schematic.compile(schematic.parse(FLOW), nets={"F": Failing()})
    assert [finding.code for finding in caught.value.diagnostics] == ["SGM604"]


def test_a_trained_scale_is_one_for_all_examples() -> None:
    text = POSTERIOR.replace("Normal(G[θ], 1)", "Normal(G[θ], S[θ])") + "net S = constant\n"
    model: Any = schematic.compile(schematic.parse(text))
    assert model.S.value.shape == (4,)
    model.losses({"x": torch.randn(6, 4)})["eta,theta"].backward()
    assert bool((model.S.value.grad != 0).all())

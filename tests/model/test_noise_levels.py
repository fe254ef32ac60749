"""Sampling back along a diffusion: the law it ends at, what fixes it, and what it refuses."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

import schematic
from schematic.diagnostics import SchematicError

MEAN, SCALE = 0.7, 0.4
SPEC = """
model Levels
visible x : real[2] ~ data
latent  t : unit[1] ~ Uniform(0, 1)
latent  u : real
x, t ..> u ~ Diffused({schedule})
u, t ->  x ~ Normal(U[θ], 1) {{predict = {predict}}}
"""


class Exact(nn.Module):
    """What the best net tells where data are N(MEAN, SCALE²): a regression of Gaussians."""

    def __init__(self, schedule: str, predict: str) -> None:
        super().__init__()
        self.schedule, self.predict = schedule, predict
        self.scale = nn.Parameter(torch.ones((), dtype=torch.float64))

    def forward(self, u: Tensor, t: Tensor) -> Tensor:
        angle = math.pi * t / 2
        a, s = (angle.cos(), angle.sin()) if self.schedule == "cosine" else (1 - t, t)
        a_rate, s_rate = (-1.0, 1.0)
        if self.schedule == "cosine":
            a_rate, s_rate = -math.pi / 2 * angle.sin(), math.pi / 2 * angle.cos()
        variance = a**2 * SCALE**2 + s**2
        x = MEAN + a * SCALE**2 / variance * (u - a * MEAN)
        noise = s / variance * (u - a * MEAN)
        return {"data": x, "noise": noise, "velocity": a_rate * x + s_rate * noise}[self.predict]


def model_of(schedule: str, predict: str):
    spec = schematic.parse(SPEC.format(schedule=schedule, predict=predict))
    return schematic.compile(spec, nets={"U": Exact(schedule, predict)})


@pytest.mark.parametrize("ode", [False, True])
@pytest.mark.parametrize("predict", ["noise", "data", "velocity"])
@pytest.mark.parametrize("schedule", ["cosine", "linear"])
def test_the_best_net_leads_back_to_the_data(schedule: str, predict: str, ode: bool) -> None:
    torch.manual_seed(0)
    samples = model_of(schedule, predict).sample(4_000, steps=100, ode=ode)
    assert samples.mean().item() == pytest.approx(MEAN, abs=0.02)
    assert samples.std().item() == pytest.approx(SCALE, rel=0.05)


def test_the_flow_of_straight_lines_is_eulers_method() -> None:
    model, start = model_of("linear", "velocity"), torch.randn(5, 2, dtype=torch.float64)
    value, net = start, model.U
    for k in range(8):
        level = torch.full((5, 1), 1 - k / 8, dtype=torch.float64)
        value = value - net(value, level) / 8
    found = model.sample(5, steps=8, ode=True, noise={"u": start})
    torch.testing.assert_close(found, value.detach(), rtol=0, atol=1e-12)


def test_an_ancestral_step_is_the_posterior_of_a_diffusion() -> None:
    """q(u_s | u_t, x) by the rule of Bayes, from q(u_s | x) and q(u_t | u_s)  [Ho2020, eq. 7]."""
    model, start = model_of("cosine", "data"), torch.randn(6, 2, dtype=torch.float64)
    fresh = torch.randn(1, 6, 2, dtype=torch.float64)
    x = model.U(start, torch.ones(6, 1, dtype=torch.float64))
    a, s = math.cos(math.pi / 4), math.sin(math.pi / 4)
    # at level 1 the mixture has nothing of x in it, so the posterior at ½ is q(u | x)
    middle = a * x + s * fresh[0]
    last = model.U(middle, torch.full((6, 1), 0.5, dtype=torch.float64))
    found = model.sample(6, steps=2, noise={"u": start, "u_steps": fresh})
    torch.testing.assert_close(found, last.detach(), rtol=0, atol=1e-12)


def test_noise_fixes_a_sample() -> None:
    model = model_of("cosine", "noise")
    noise = {
        "u": torch.randn(3, 2, dtype=torch.float64),
        "u_steps": torch.randn(9, 3, 2, dtype=torch.float64),
    }
    assert torch.equal(*(model.sample(3, steps=10, noise=noise) for _ in range(2)))
    assert not torch.equal(model.sample(3, steps=10), model.sample(3, steps=10))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"steps": 0}, "SGM647"),
        ({"steps": 2.5}, "SGM647"),
        ({"ode": 1}, "SGM647"),
        ({"steps": 5, "noise": {"u_steps": torch.zeros(5, 3, 2).double()}}, "SGM614"),
        ({"ode": True, "noise": {"u_steps": torch.zeros(99, 3, 2).double()}}, "SGM613"),
    ],
)
def test_a_wrong_way_back_is_refused(options: dict[str, object], code: str) -> None:
    with pytest.raises(SchematicError) as caught:
        model_of("cosine", "noise").sample(3, **options)
    assert [finding.code for finding in caught.value.diagnostics] == [code]


def test_other_models_take_no_steps() -> None:
    spec = "visible x : real[2] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
    model = schematic.compile(schematic.parse(spec + "z -> x ~ G[θ]\nx ..> z ~ E[η]\n"))
    with pytest.raises(SchematicError, match="SGM646"):
        model.sample(3, steps=5)


def test_infer_tells_the_mean_of_a_mixture() -> None:
    model = model_of("linear", "data")
    x, t = torch.randn(4, 2).double(), torch.rand(4, 1).double()
    torch.testing.assert_close(model.infer("u", x=x, t=t), (1 - t) * x)


def test_a_class_that_is_given_reaches_every_step() -> None:
    text = SPEC.format(schedule="linear", predict="velocity")
    text = text.replace("u, t ->", "u, t, c ->") + "visible c : cat[3] ~ data\n"
    model = schematic.compile(schematic.parse(text), seed=0)
    c, start = torch.tensor([0, 1, 2]), torch.randn(3, 2)
    ways = [model.sample(3, c=k, steps=4, ode=True, noise={"u": start}) for k in (c, c.flip(0))]
    assert torch.equal(ways[0][1], ways[1][1])
    assert not torch.equal(ways[0], ways[1])
    with pytest.raises(SchematicError, match="SGM610"):
        model.sample(3)


def test_shapes_follow_the_data() -> None:
    text = SPEC.format(schedule="cosine", predict="noise").replace("real[2]", "unit")
    spec = schematic.parse(text)
    model = schematic.compile(spec, shapes={"x": (1, 4, 4)}, seed=0)
    assert model.sample(2, steps=3).shape == (2, 1, 4, 4)
    waiting = schematic.compile(spec, seed=0)
    assert waiting.losses({"x": torch.rand(3, 5)})["theta"].isfinite()

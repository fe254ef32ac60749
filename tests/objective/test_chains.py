"""Chains of fixed Normal arrows: when their KLs are closed, and what stands in the way."""

from __future__ import annotations

import pytest
import torch

import schematic
from schematic.diagnostics import SchematicError
from schematic.objective import Objective
from schematic.objective.chains import posteriors_of

STEPS = """
    let T = 3
    visible x : real[2] ~ data
    latent z[t] : real[2] for t in 1..T-1
    latent z[T] : real[2] ~ Normal(0, 1)
    z[1] -> x ~ Normal(U[1][θ], 0.5)
    z[t] -> z[t-1] ~ Normal(U[t][θ], 0.5) for t in 2..T
    x ..> z[1] ~ Normal(scale(0.8)[frozen], 0.6)
    z[t-1] ..> z[t] ~ Normal(S, 0.3) for t in 2..T
    net S = scale(0.9)
"""


def kinds(objective: Objective) -> list[str]:
    return [term.body.kind for term in objective.players[0].terms]


def test_every_step_but_the_first_has_a_closed_form() -> None:
    found = schematic.parse(STEPS).objective
    assert kinds(found) == ["log_density", *["posterior"] * 3]


def test_a_posterior_is_that_of_the_joint_normal() -> None:
    """z_1 given x and z_2, from the covariance of (z_1, z_2) given x."""
    law = posteriors_of(schematic.parse(STEPS))["z_1"]
    first, cross = 0.36, 0.9 * 0.36
    second = 0.9 * cross + 0.09
    assert law.of_after == pytest.approx(cross / second)
    assert law.of_start == pytest.approx(0.8 - cross / second * 0.72)
    assert law.scale**2 == pytest.approx(first - cross**2 / second)


def test_the_closed_form_is_the_mean_of_the_log_ratios() -> None:
    """A weight that is almost 1 keeps the log-ratios, whose mean over many draws is the bound."""
    torch.manual_seed(0)
    sampled = STEPS.replace("0.5) for t in 2..T", "0.5) {weight = 1.000000001} for t in 2..T")
    closed = schematic.compile(schematic.parse(STEPS), seed=0)
    other = schematic.compile(schematic.parse(sampled), seed=0)
    other.load_state_dict(closed.state_dict())
    batch = {"x": torch.randn(1, 2).expand(200_000, 2)}
    with torch.no_grad():
        first, second = closed.losses(batch)["theta"], other.losses(batch)["theta"]
    assert "sampled" in str(schematic.parse(sampled).objective)
    torch.testing.assert_close(first, second, rtol=0, atol=0.02)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("S, 0.3) for", "S, 0.3) {beta = 2} for"),
        ("0.5) for t in 2..T", "0.5) {weight = 2} for t in 2..T"),
        ("S, 0.3) for", "S, 0.3) {samples = 2} for"),
        ("Normal(S, 0.3) for", "Normal(E[t][η], 0.3) for"),
    ],
)
def test_what_is_weighed_or_trained_keeps_its_log_ratio(old: str, new: str) -> None:
    assert "posterior" not in kinds(schematic.parse(STEPS.replace(old, new)).objective)


def test_no_module_takes_the_place_of_a_fixed_map() -> None:
    with pytest.raises(SchematicError, match="SGM657"):
        schematic.compile(schematic.parse(STEPS), nets={"S": torch.nn.Identity()})


def test_one_step_is_a_chain_too() -> None:
    found = schematic.parse(STEPS.replace("net S = scale(0.9)", "net S = identity"))
    assert kinds(found.objective).count("posterior") == 3

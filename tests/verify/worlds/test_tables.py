"""A world of random tables."""

from __future__ import annotations

import pytest
import torch

from schematic.verify.worlds.scenes import empty, with_data, with_prior
from schematic.verify.worlds.tables import Tables
from tests.objective.specs import arrow, spec


def test_only_what_learns_keeps_its_gradient() -> None:
    schematic = spec("vae")
    world = Tables(schematic, 0)
    generator = arrow(schematic, "z -> x")
    total = world.table(generator).exp().sum(-1)
    torch.testing.assert_close(total, torch.ones(3, dtype=torch.float64))
    assert world.table(generator, {"G"}).requires_grad
    assert not world.table(generator, set()).requires_grad


def test_other_parameters_of_one_net_leave_the_rest() -> None:
    world = Tables(spec("vae"), 0)
    other = world.with_logits("G", torch.zeros_like(world.logits["G"]))
    assert other.logits["E"] is world.logits["E"]
    assert other.logits["G"].abs().sum() == 0
    assert world.logits["G"].abs().sum() > 0


def test_a_scene_knows_what_it_has() -> None:
    schematic = spec("vae")
    scene = with_data(empty(Tables(schematic, 0)), "x", schematic.nodes["x"], None)
    assert scene.has(["x"])
    assert not scene.has(["x", "z"])
    grown = with_prior(scene, "z", schematic.nodes["z"])
    assert grown.has(["x", "z"])
    assert grown.weight.sum().item() == pytest.approx(1)

"""A transformer leads from tokens of all parents to any child."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import schematic

SPEC = """
visible s : {first}  ~ data
visible c : cat[5]   ~ data
visible t : unit[1]  ~ data
visible x : {second} ~ data

s, c, t -> x ~ T[θ]

net T = transformer(8, heads = 2, depth = 2, patch = 2, dropout = 0.1)
"""
SHAPES = ["real[2, 4, 6]", "real[3, 4]", "real[5]"]


@pytest.mark.parametrize("first", SHAPES)
@pytest.mark.parametrize("second", [*SHAPES, "unit[1, 2, 4]"])
def test_every_part_of_it_learns(first: str, second: str) -> None:
    spec = schematic.parse(SPEC.format(first=first, second=second))
    model: Any = schematic.compile(spec)
    shape_of = {name: node.space.shape or () for name, node in spec.nodes.items()}
    batch = {name: torch.rand(5, *shape_of[name]) for name in ("s", "t", "x")}
    batch["c"] = torch.arange(5)
    optimizers = model.optimizers(lr=1e-2)
    losses = [model.step(batch, optimizers)["theta"].item() for _ in range(6)]
    assert all(p.grad is not None and p.grad.any() for p in model.parameters())
    assert losses[-1] < losses[0]
    given = {name: batch[name] for name in ("s", "c", "t")}
    before = model.sample(5, **given)
    assert tuple(before.shape) == (5, *shape_of["x"])
    for name in given:
        after = model.sample(5, **{**given, name: given[name].flip(0)})
        assert not torch.allclose(before, after)


def test_a_patch_of_the_output_lies_where_it_is_cut() -> None:
    text = "visible s : real[1, 4, 4] ~ data\nvisible x : real[1, 4, 4] ~ data\n"
    text += "s -> x ~ Normal(T[θ], 1)\nnet T = transformer(8, depth = 1, patch = 2)"
    model: Any = schematic.compile(schematic.parse(text))
    net = model.T
    net.blocks, net.norm = torch.nn.Identity(), torch.nn.Identity()
    with torch.no_grad():
        net.places.zero_()
        value = torch.zeros(1, 1, 4, 4)
        changed = value.clone()
        changed[..., 2:, :2] = 1.0
        moved = (net(changed) - net(value)).abs()[0, 0]
    assert moved[2:, :2].min() > 0
    assert moved[:2].max() == moved[:, 2:].max() == 0


def test_a_penalty_differentiates_twice() -> None:
    text = """
    visible   x : unit[1, 4, 4] ~ data
    latent    z : real[4] ~ Normal(0, 1)
    indicator y : {fake, real}
    z ..|> x = G[θ]
    x -!> y ~ D[φ] {loss = wasserstein, penalty = 10}
    net D = transformer(8, depth = 1, patch = 2)
    """
    model: Any = schematic.compile(schematic.parse(text))
    losses = model.step({"x": torch.rand(3, 1, 4, 4)}, model.optimizers())
    assert all(torch.isfinite(loss) for loss in losses.values())

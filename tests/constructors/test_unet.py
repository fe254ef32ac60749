"""A U-Net leads from images to an image of the same sides, and is told all other parents."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import schematic
from schematic.emit.kernels.attention import Attention, Waves

SPEC = """
visible s : real[3, {sides}] ~ data
visible c : cat[5]           ~ data
visible v : real[2]          ~ data
visible x : real[1, {sides}] ~ data

s, c, v -> x ~ U[θ]

net U = unet({inside})
"""


def built(sides: str, inside: str) -> Any:
    return schematic.compile(schematic.parse(SPEC.format(sides=sides, inside=inside)))


def batch_of(sides: str) -> dict[str, torch.Tensor]:
    height, width = map(int, sides.split(", "))
    return {
        "s": torch.randn(5, 3, height, width),
        "c": torch.arange(5),
        "v": torch.randn(5, 2),
        "x": torch.randn(5, 1, height, width),
    }


@pytest.mark.parametrize(
    ("sides", "inside"),
    [
        ("8, 8", "8, 16"),
        ("7, 5", "8, 8, 8, norm = none, depth = 2"),
        ("6, 6", "8, 12, heads = 3, norm = layer, dropout = 0.1"),
        ("6, 6", "8, norm = instance"),
        ("6, 6", "8, 8, norm = batch, act = relu"),
    ],
)
def test_every_part_of_it_learns(sides: str, inside: str) -> None:
    model, batch = built(sides, inside), batch_of(sides)
    optimizers = model.optimizers()
    losses = [model.step(batch, optimizers)["theta"].item() for _ in range(3)]
    assert all(p.grad is not None and p.grad.any() for p in model.parameters())
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("changed", ["s", "c", "v"])
def test_every_parent_is_read(changed: str) -> None:
    model = built("6, 6", "8, 8")
    given = {name: value for name, value in batch_of("6, 6").items() if name != "x"}
    before = model.sample(5, **given)
    after = model.sample(5, **{**given, changed: given[changed].flip(0)})
    assert not torch.allclose(before, after)


def test_a_token_reads_all_tokens_alike_in_any_order() -> None:
    attention, tokens = Attention(8, 2), torch.randn(3, 5, 8)
    order = torch.tensor([3, 1, 4, 0, 2])
    torch.testing.assert_close(attention(tokens)[:, order], attention(tokens[:, order]))


def test_waves_tell_numbers_apart() -> None:
    levels = torch.linspace(0, 1, 101)[:, None]
    waves = Waves(64)(levels)
    assert tuple(waves.shape) == (101, 64)
    apart = torch.cdist(waves, waves) + 10 * torch.eye(101)
    assert apart.min() > 0.1
    torch.testing.assert_close((waves**2).sum(1), torch.full((101,), 32.0))

"""What options of a net say is what the emitted net does, in training and in evaluation."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

import schematic
from schematic.graph.spec_text import write_schematic

SPEC = """
model Game

visible   x : unit[{shape}] ~ data
latent    z : real[4]       ~ Normal(0, 1)
indicator y : {{fake, real}}

z ..|> x = G[θ]
x -!>  y ~ D[φ]

net G = {g}
net D = {d}
"""
IMAGE, ODD, ROW = "1, 8, 8", "2, 7, 5", "6"
NETS = [
    (shape, f"{word}({', '.join(['8, 8', *said])})")
    for shape, word, said in [
        (IMAGE, "conv", ["kernel = 4", "norm = batch"]),
        (ODD, "conv", ["kernel = 5", "norm = instance", "up = nearest"]),
        (ODD, "conv", ["kernel = 4"]),
        (ODD, "conv", ["kernel = 5", "up = nearest", "norm = group"]),
        (IMAGE, "conv", ["kernel = 1", "norm = spectral", "dropout = 0.5"]),
        (ODD, "resnet", ["norm = batch", "depth = 2"]),
        (IMAGE, "resnet", ["norm = spectral", "act = silu", "dropout = 0.1"]),
        (ROW, "resnet", ["norm = layer", "depth = 2"]),
        (ROW, "mlp", ["norm = batch", "dropout = 0.5"]),
        (ROW, "mlp", ["norm = spectral", "init = orthogonal"]),
    ]
]


def built(shape: str, g: str, d: str = "linear") -> Any:
    return schematic.compile(schematic.parse(SPEC.format(shape=shape, g=g, d=d)))


def batch_of(model: Any, rows: int = 6) -> dict[str, torch.Tensor]:
    return {"x": torch.rand(rows, *model.schematic.nodes["x"].space.shape)}


@pytest.mark.parametrize(("shape", "net"), NETS)
def test_nets_learn_in_both_places(shape: str, net: str) -> None:
    model = built(shape, net, net)
    losses = model.step(batch_of(model), model.optimizers())
    assert all(torch.isfinite(loss) for loss in losses.values())
    assert all(p.grad is not None for p in model.parameters())
    assert tuple(model.sample(3).shape) == (3, *model.schematic.nodes["x"].space.shape)


@pytest.mark.parametrize("said", ["norm = batch", "norm = spectral", "dropout = 0.5"])
def test_samples_are_made_in_evaluation(said: str) -> None:
    model = built(IMAGE, f"conv(8, 8, {said})")
    model.step(batch_of(model), model.optimizers())
    noise, kept = {"z": torch.randn(6, 4)}, {n: b.clone() for n, b in model.named_buffers()}
    first, second = model.sample(6, noise=noise), model.sample(6, noise=noise)
    assert torch.equal(first, second)
    alone = model.sample(1, noise={"z": noise["z"][:1]})
    torch.testing.assert_close(alone, first[:1])
    assert all(torch.equal(b, kept[n]) for n, b in model.named_buffers())
    assert all(module.training for module in model.modules())
    assert not torch.equal(model.G.train()(noise["z"]).sigmoid(), first)


def test_a_batch_norm_sees_real_and_generated_examples_apart() -> None:
    model = built(IMAGE, "linear", "conv(8, 8, norm = batch)")
    seen: list[int] = []
    model.D.register_forward_hook(lambda *call: seen.append(len(call[1][0])))
    model.step(batch_of(model), model.optimizers())
    assert seen == [6, 6, 6]
    (norm,) = [m for m in model.D.modules() if isinstance(m, nn.BatchNorm2d)]
    assert int(norm.num_batches_tracked) == 3


def test_a_spectral_norm_bounds_every_layer() -> None:
    model = built(IMAGE, "linear", "conv(8, 8, norm = spectral)").train()
    for _ in range(50):
        model.D(torch.rand(2, 1, 8, 8))
    layers = [m for m in model.D.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert len(layers) == 3
    for layer in layers:
        norm = torch.linalg.matrix_norm(layer.weight.flatten(1), 2)
        torch.testing.assert_close(norm, torch.tensor(1.0), rtol=1e-3, atol=0)


@pytest.mark.parametrize(
    ("init", "holds"),
    [
        ("normal(0.02)", lambda w: abs(w.std() - 0.02) < 0.002),
        ("orthogonal", lambda w: torch.allclose(w.T @ w, torch.eye(4), atol=1e-5)),
        ("xavier", lambda w: w.abs().max() <= (6 / sum(w.shape)) ** 0.5),
        ("kaiming", lambda w: abs(w.std() - (2 / w.shape[1]) ** 0.5) < 0.02),
        ("zero", lambda w: bool((w != 0).any())),
    ],
)
def test_weights_begin_as_they_are_told(init: str, holds: Any) -> None:
    net = built("60", f"mlp(60, init = {init})").G
    assert holds(net[0].weight.detach())
    if init == "zero":
        assert not net(torch.randn(3, 4)).any()
    else:
        assert not net[0].bias.any()


def test_a_batch_of_one_is_refused_in_training_alone() -> None:
    model = built(ROW, "mlp(8, norm = batch)")
    with pytest.raises(schematic.SchematicError, match=r"the batch norm of `G`"):
        model.losses(batch_of(model, 1))
    assert torch.isfinite(model.eval().losses(batch_of(model, 1))["theta"])


def test_every_option_is_written_and_read_again() -> None:
    line = "conv(8, 8, act = leaky, kernel = 5, norm = group, dropout = 0.25, up = nearest"
    spec = schematic.parse(SPEC.format(shape=IMAGE, g=f"{line}, init = normal(0.02))", d="linear"))
    again = schematic.parse(write_schematic(spec))
    assert again == spec
    assert f"{line}, init = normal(0.02))" in write_schematic(spec)


CONDITIONAL = """
visible x : unit[{shape}] ~ data
visible c : cat[5]        ~ data
latent  z : real[4]       ~ Normal(0, 1)

x, c ..> z ~ E[η]
z, c ->  x ~ G[θ]

net E = {word}(8, 8, embedding = 3)
net G = {word}(8, 8, embedding = 3)
"""


@pytest.mark.parametrize(
    ("word", "shape"), [("mlp", ODD), ("conv", ODD), ("resnet", ODD), ("resnet", ROW)]
)
def test_classes_are_embedded(word: str, shape: str) -> None:
    model: Any = schematic.compile(schematic.parse(CONDITIONAL.format(word=word, shape=shape)))
    batch = {**batch_of(model), "c": torch.arange(6) % 5}
    model.step(batch, model.optimizers())
    for net in (model.E, model.G):
        (table,) = net[0].tables
        assert tuple(table.weight.shape) == (3, 5)
        assert table.weight.grad.any()
    noise = {"z": torch.zeros(2, 4)}
    one, other = model.sample(2, c=torch.tensor([0, 1]), noise=noise)
    assert not torch.equal(one, other)

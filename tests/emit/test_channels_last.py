"""Maps lie with their channels last where that is faster; what is computed stays the same."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

import schematic
from schematic.emit.kernels.channels_last import channels_last

CONV = "conv(8, 4{more})", "conv(4, 8{more})"
RESNET = "resnet(8, 4{more})", "resnet(4, 8{more})"
ACROSS = """
visible x : real[2, 8, 8] ~ data
latent  t : unit[1] ~ Uniform(0, 1)
latent  u : real[2, 8, 8]
x, t ..> u ~ Diffused(cosine)
u, t ->  x ~ Normal(U[θ], 1) {predict = velocity}
net U = unet(8, 16)
"""


def vae(up: str, down: str) -> str:
    """A VAE of images with these nets."""
    return (
        "visible x : unit[1, 8, 8] ~ data\nlatent z : real[3] ~ Normal(0, 1)\n"
        f"z -> x ~ G[θ]\nx ..> z ~ E[η]\nnet G = {up}\nnet E = {down}\n"
    )


CHOSEN = {
    "batch": (CONV, ", norm = batch, kernel = 4", True),
    "none": (CONV, "", True),
    "nearest": (CONV, ", up = nearest", True),
    "spectral": (CONV, ", norm = spectral", True),
    "group": (CONV, ", norm = group", False),
    "instance": (CONV, ", norm = instance", False),
    "resnet": (RESNET, ", norm = batch", True),
    "mlp": (("mlp(4)", "mlp(4)"), "", False),
}


@pytest.mark.parametrize("name", CHOSEN)
def test_losses_and_gradients_stay(name: str) -> None:
    (up, down), more, chosen = CHOSEN[name]
    text = vae(up.format(more=more), down.format(more=more))
    model = schematic.compile(schematic.parse(text), seed=0).double()
    kinds = {type(net).__name__ for net in (model.G, model.E)}
    assert kinds == {"ChannelsLast" if chosen else "Sequential"}
    plain = copy.deepcopy(model)
    for net in (plain.G, plain.E):
        net.__class__ = nn.Sequential
    assert model.state_dict().keys() == plain.state_dict().keys()
    batch = {"x": torch.rand(5, 1, 8, 8, dtype=torch.float64)}
    noise = {"z": torch.randn(5, 3, dtype=torch.float64)}
    (ours,), (theirs,) = (m.losses(batch, noise).values() for m in (model, plain))
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=0)
    ours.backward()
    theirs.backward()
    for mine, other in zip(model.parameters(), plain.parameters(), strict=True):
        assert mine.is_contiguous()
        assert mine.grad.is_contiguous()
        torch.testing.assert_close(mine.grad, other.grad, rtol=1e-9, atol=1e-12)


def test_maps_between_layers_have_their_channels_last() -> None:
    model = schematic.compile(schematic.parse(vae(*(net.format(more="") for net in CONV))))
    seen = []
    for layer in (*model.G, *model.E):
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            layer.register_forward_hook(lambda _, given, out: seen.extend([*given, out]))
    model.losses({"x": torch.rand(5, 1, 8, 8)})
    assert len(seen) == 8
    assert all(maps.stride(1) == 1 for maps in seen)


def test_a_unet_has_them_too() -> None:
    model = schematic.compile(schematic.parse(ACROSS))
    seen: list[torch.Tensor] = []
    for layer in model.U.modules():
        if isinstance(layer, nn.Conv2d):
            layer.register_forward_hook(lambda _, __, out: seen.append(out))
    model.losses({"x": torch.rand(5, 2, 8, 8)})
    assert seen
    assert all(maps.stride(1) == 1 for maps in seen)


def test_what_is_no_maps_stays_as_it_is() -> None:
    rows, maps = torch.rand(3, 4), torch.rand(3, 4, 5, 5)
    assert channels_last(rows) is rows
    last = channels_last(maps)
    assert torch.equal(last, maps)
    assert channels_last(last) is last
    assert channels_last(maps.to("meta")).stride() == maps.stride()

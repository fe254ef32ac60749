"""A compiled model against PyTorch that is written by hand: losses and gradients, in float64.

This module runs inside a workshop, so `schematic` is the copy that the workshop has extended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

import schematic

Nets = Mapping[str, nn.Module]
Losses = Callable[[Nets], Mapping[str, Tensor]]


def net(inputs: int, outputs: int) -> nn.Module:
    """A smooth net of its parents, joined, with float64 parameters."""

    class Joined(nn.Sequential):
        def forward(self, *parents: Tensor) -> Tensor:
            joined: Tensor = super().forward(torch.cat(parents, 1))
            return joined

    layers = (nn.Linear(inputs, 5), nn.Tanh(), nn.Linear(5, outputs))
    return Joined(*layers).double()


def assert_losses(
    spec: str,
    nets: Nets,
    batch: Mapping[str, Tensor],
    noise: Mapping[str, Tensor],
    reference: Losses,
) -> None:
    """Compare every player's loss, and its gradient in all nets, with a reference.

    Args:
        spec: the text of a model whose nets are bound.
        nets: its nets by name.
        batch: the data, [B, …] by node.
        noise: the base noise of all draws, [B, …] by draw.
        reference: the same nets → the loss of each player, a scalar in nats.
    """
    model = schematic.compile(schematic.parse(spec), nets=dict(nets))
    losses, expected = model.losses(batch, noise), reference(nets)
    assert losses.keys() == expected.keys()
    for player, loss in losses.items():
        torch.testing.assert_close(loss, expected[player], rtol=1e-12, atol=1e-12)
        owned = [p for name in owned_by(spec, player) for p in nets[name].parameters()]
        found, wanted = (torch.autograd.grad(v, owned) for v in (loss, expected[player]))
        torch.testing.assert_close(found, wanted, rtol=1e-10, atol=1e-12)


def owned_by(spec: str, player: str) -> tuple[str, ...]:
    """The nets that a player trains."""
    players = schematic.derive(schematic.parse(spec)).players
    return next(each.nets for each in players if each.name == player)


def normals(*shape: int) -> Tensor:
    """Standard normal numbers of this shape."""
    return torch.randn(shape, dtype=torch.float64)


def uniforms(*shape: int) -> Tensor:
    """Uniform numbers in [0, 1) of this shape."""
    return torch.rand(shape, dtype=torch.float64)

"""A model in every process → one whose gradients are averaged over all of them, by PyTorch's DDP.

The loss of each player is a module whose parameters are those of the player's nets. So each player
has its own reducer, and no gradient of one player waits for another's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

Draws = Mapping[str, Tensor]


class PlayerLoss(nn.Module):
    """The loss of a player as a module: a function of the draws, with the player's parameters."""

    def __init__(self, model: Any, player: str) -> None:
        """Take the player's nets, and the model's own loss."""
        super().__init__()
        for net in model.nets[player]:
            self.add_module(net, getattr(model, net))
        self.loss: Callable[[Draws], Tensor] = partial(model._loss, player)

    def forward(self, draws: Draws) -> Tensor:
        """Return the loss of draws [B, *event], a scalar in nats, the mean over the batch."""
        return self.loss(draws)


class Replicas:
    """Averages the gradients of `model.step` over all processes, while its context is entered.

    Making one gives every process the parameters of the first.
    """

    def __init__(self, model: Any) -> None:
        """Take an emitted model; every process calls this with the same one."""
        self.model = model
        self.parts = {
            player: DistributedDataParallel(PlayerLoss(model, player)) for player in model.players
        }

    def __enter__(self) -> Replicas:
        """Compute the model's losses through DDP."""
        self.model._loss = lambda player, draws: self.parts[player](draws)
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the model's own losses, and drop what refers to the group of processes."""
        del self.model._loss
        self.parts.clear()

    def exchange(self, player: str, *, now: bool) -> AbstractContextManager[None]:
        """Within this context, a backward pass averages a player's gradients, or only adds them."""
        return nullcontext() if now else self.parts[player].no_sync()

    def settle(self) -> None:
        """Do nothing: DDP has finished when the backward pass has."""

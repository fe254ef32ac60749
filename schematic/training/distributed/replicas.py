"""A model in every process → one whose gradients are the mean over all of them: PyTorch's DDP.

A player's loss is a module of its own, whose parameters are those of the player's nets; so each
player has its own reducer, and no gradient of one player waits for another's.
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
    """A player's loss as a function of the draws; its parameters are the player's."""

    def __init__(self, model: Any, player: str) -> None:
        """Take the player's nets, and the model's own loss."""
        super().__init__()
        for net in model.nets[player]:
            self.add_module(net, getattr(model, net))
        self.loss: Callable[[Draws], Tensor] = partial(model._loss, player)

    def forward(self, draws: Draws) -> Tensor:
        """The loss, a scalar."""
        return self.loss(draws)


class Replicas:
    """Within: `model.step` takes the mean gradient over all processes.

    Entering gives every process the parameters of the first.
    """

    def __init__(self, model: Any) -> None:
        """Take an emitted model; every process calls this with the same one."""
        self.model = model
        self.parts = {
            player: DistributedDataParallel(PlayerLoss(model, player)) for player in model.players
        }

    def __enter__(self) -> Replicas:
        """Let the model's losses pass through DDP."""
        self.model._loss = lambda player, draws: self.parts[player](draws)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the model its own losses back, and the group its last reference."""
        del self.model._loss
        self.parts.clear()

    def exchange(self, player: str, *, now: bool) -> AbstractContextManager[None]:
        """Within: backward averages the player's gradients over all processes, or only adds."""
        return nullcontext() if now else self.parts[player].no_sync()

    def settle(self) -> None:
        """Nothing is left to do after a backward."""

"""The frame of every emitted model, whose text the emitter copies.

Methods that are alike in all models are copied as they are. Where a body only raises
NotImplementedError, the head is copied, and the body is written from the program.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

import torch
from torch import Tensor, nn

Batch = Mapping[str, Any]
Noise = Mapping[str, Tensor] | None


class Skeleton(nn.Module):
    """A model of some players, each of which trains its own nets."""

    players: tuple[str, ...] = ()
    nets: Mapping[str, tuple[str, ...]] = {}
    clips: Mapping[str, float] = {}
    steps: Mapping[str, int] = {}

    def draw(self, batch: Batch, noise: Noise = None) -> dict[str, Tensor]:
        """Sample what the players share, once a batch; `noise` fixes base noise."""
        raise NotImplementedError

    def terms(self, batch: Batch, noise: Noise = None) -> dict[str, dict[str, Tensor]]:
        """The summands of each player's loss, in nats, means over the batch."""
        draws = self.draw(batch, noise)
        return {player: self._terms(player, draws) for player in self.players}

    def losses(self, batch: Batch, noise: Noise = None) -> dict[str, Tensor]:
        """Each player's loss; its gradient reaches the player's own nets only."""
        draws = self.draw(batch, noise)
        return {player: self._loss(player, draws) for player in self.players}

    def optimizers(
        self, lr: float = 2e-4, betas: tuple[float, float] = (0.9, 0.999)
    ) -> dict[str, torch.optim.Optimizer]:
        """One Adam a player."""
        found: dict[str, torch.optim.Optimizer] = {}
        for player, nets in self.nets.items():
            own = [parameter for net in nets for parameter in getattr(self, net).parameters()]
            once = list(dict.fromkeys(own))  # nets may share parameters
            found[player] = torch.optim.Adam(once, lr=lr, betas=betas, fused=True)
        return found

    def step(
        self, batch: Batch, optimizers: Mapping[str, torch.optim.Optimizer]
    ) -> dict[str, Tensor]:
        """One batch: every player once, in order; returns the losses."""
        draws = self.draw(batch)
        losses = {}
        for player in self.players:
            loss = self._loss(player, draws)
            optimizers[player].zero_grad()
            torch.autograd.backward(loss)
            optimizers[player].step()
            self.clip(player)
            losses[player] = loss.detach()
        return losses

    def step_apart(
        self, batches: Sequence[Batch], optimizers: Mapping[str, torch.optim.Optimizer]
    ) -> dict[str, Tensor]:
        """Some batches: each player on as many of the last as it takes steps; its last loss."""
        if len(batches) != max(self.steps.values()):
            raise ValueError(f"a step takes {max(self.steps.values())} batches")
        losses = {}
        for left, batch in zip(range(len(batches), 0, -1), batches, strict=True):
            draws = self.draw(batch)
            for player in self.players:
                if self.steps[player] < left:
                    continue
                loss = self._loss(player, draws)
                optimizers[player].zero_grad()
                torch.autograd.backward(loss)
                optimizers[player].step()
                self.clip(player)
                losses[player] = loss.detach()
        return losses

    @torch.no_grad()
    def clip(self, player: str) -> None:
        """Bring the weights of the player's nets that are in `clips` back to [−c, c]."""
        for net in self.nets[player]:
            if net in self.clips:
                for parameter in getattr(self, net).parameters():
                    parameter.clamp_(-self.clips[net], self.clips[net])

    def _terms(self, player: str, draws: Mapping[str, Tensor]) -> dict[str, Tensor]:
        terms: dict[str, Callable[..., dict[str, Tensor]]] = {}
        return terms[player](**draws)

    def _loss(self, player: str, draws: Mapping[str, Tensor]) -> Tensor:
        return reduce(add, self._terms(player, draws).values())

    @torch.no_grad()
    def sample(self, n: int, *, noise: Noise = None) -> Tensor:
        """Draws of a node."""
        raise NotImplementedError

    @torch.no_grad()
    def infer(self, node: str, *, noise: Noise = None, **given: Tensor) -> Tensor:
        """The mean of a node given others."""
        raise NotImplementedError

    @torch.no_grad()
    def reconstruct(self, *, noise: Noise = None) -> Tensor:
        """The mean of a node at what is inferred from it."""
        raise NotImplementedError


if __name__ == "__main__":
    torch.manual_seed(0)
    model = Skeleton()
    optimizers = model.optimizers()
    # Noise stands in for data; `python model.py batch.pt` takes a saved batch.
    made: Batch = {}
    batch = torch.load(sys.argv[1], weights_only=True) if len(sys.argv) > 1 else made
    for step in range(1, 101):
        losses = model.step(batch, optimizers)
        if step in (1, 10, 100):
            print(step, {name: round(loss.item(), 4) for name, loss in losses.items()})

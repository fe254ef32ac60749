"""A batch in parts → the step of the whole batch, in the memory of a part.

For each player, every part is drawn, scored and differentiated in turn; then the player's optimizer
steps. A draw through which a gradient flows is made again for each player, from the same random
state; a draw without gradient is kept. So each player sees what it would have seen in a plain step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from schematic.training.device import get_random_state, set_random_state
from schematic.training.distributed.gradient_exchange import Exchange, NoExchange
from schematic.training.loop.batches import Batch

Draws = Mapping[str, Tensor]


class Accumulation:
    """Makes the step of a model over a batch in parts; `step` has the signature of `model.step`."""

    def __init__(
        self,
        model: Any,
        parts: int,
        device: torch.device,
        exchange: Exchange | None = None,
        scalers: Mapping[str, torch.amp.GradScaler] | None = None,
    ) -> None:
        """Take a model, and how to make its steps.

        Args:
            model: an emitted model.
            parts: how many parts a batch is cut into.
            device: where the model is.
            exchange: how gradients are averaged over processes; None for one process.
            scalers: of each player's loss; none where gradients are not scaled.
        """
        self.model, self.parts, self.device = model, parts, device
        self.exchange = exchange or NoExchange()
        self.scalers = scalers or {}

    def step(
        self, batch: Batch | Sequence[Batch], optimizers: Mapping[str, torch.optim.Optimizer]
    ) -> dict[str, Tensor]:
        """Let every player step on a batch, in order, or on as many of the last as it takes steps.

        Args:
            batch: values [B, *event] by node, perhaps by domain; B is a multiple of the parts. Or
                several batches, where the model takes them.
            optimizers: one for each player.

        Returns:
            The loss of each player at its last step, a scalar in nats, the mean over the batch.
        """
        batches = [batch] if isinstance(batch, Mapping) else batch
        paces: Mapping[str, int] = getattr(self.model, "steps", {})
        losses: dict[str, Tensor] = {}
        for left, each in zip(range(len(batches), 0, -1), batches, strict=True):
            players = [name for name in self.model.players if paces.get(name, 1) >= left]
            losses |= self._step_on(each, optimizers, players)
        return losses

    def _step_on(
        self,
        batch: Batch,
        optimizers: Mapping[str, torch.optim.Optimizer],
        players: Sequence[str],
    ) -> dict[str, Tensor]:
        """Let some players step once on a batch."""
        is_whole = self.parts == 1
        parts = [Part(self.model, p, self.device, is_whole) for p in cut(batch, self.parts)]
        losses = {}
        for player in players:
            optimizers[player].zero_grad()
            values = [self._differentiate(player, part, now=part is parts[-1]) for part in parts]
            self._update(player, optimizers[player])
            if hasattr(self.model, "clips"):
                self.model.clip(player)
            losses[player] = torch.stack(values).sum()
        return losses

    def _update(self, player: str, optimizer: torch.optim.Optimizer) -> None:
        """Let an optimizer step, unless scaled gradients have overflowed."""
        scaler = self.scalers.get(player)
        if scaler is None:
            optimizer.step()
            return
        scaler.unscale_(optimizer)
        scaler.step(optimizer)
        scaler.update()

    def _differentiate(self, player: str, part: Part, *, now: bool) -> Tensor:
        """Add the gradients of a part to the player's; return its share of the loss, a scalar."""
        draws = part.draw()
        with self.exchange.exchange(player, now=now):
            loss: Tensor = self.model._loss(player, draws) / self.parts
            scaler = self.scalers.get(player)
            scaled = loss if scaler is None else scaler.scale(loss)
            scaled.backward()  # type: ignore[no-untyped-call]
        self.exchange.settle()
        return loss.detach()


class Part:
    """A part of a batch, and the values that the model draws on it."""

    def __init__(self, model: Any, batch: Batch, device: torch.device, is_whole: bool) -> None:
        """Take a part; nothing is drawn yet.

        Args:
            model: an emitted model.
            batch: the values of the part, [B / parts, *event] by node.
            device: where the model is.
            is_whole: whether the part is the whole batch, whose draws are kept for all players.
        """
        self.model, self.batch, self.device, self.is_whole = model, batch, device, is_whole
        self.random: Tensor | None = None
        self.kept: Draws = {}
        self.is_kept = False

    def draw(self) -> Draws:
        """Return the draws [B / parts, *event] by name, for the player whose turn it is."""
        if self.random is None:
            return self._begin()
        return self.kept if self.is_kept else {**self._repeat(), **self.kept}

    def _begin(self) -> Draws:
        self.random = get_random_state(self.device)
        draws: Draws = self.model.draw(self.batch)
        self.kept = {n: v for n, v in draws.items() if self.is_whole or not v.requires_grad}
        self.is_kept = len(self.kept) == len(draws)
        return draws

    def _repeat(self) -> Draws:
        """Draw the same values from the same noise, and leave the generator as it was."""
        assert self.random is not None
        later = get_random_state(self.device)
        set_random_state(self.device, self.random)
        draws: Draws = self.model.draw(self.batch)
        set_random_state(self.device, later)
        return draws


def cut(batch: Batch, parts: int) -> Iterator[Batch]:
    """Yield parts [B / parts, *event] of a batch [B, *event]; every domain is cut on its own."""
    for index in range(parts):
        yield {
            node: {label: _part(each, index, parts) for label, each in value.items()}
            if isinstance(value, dict)
            else _part(value, index, parts)
            for node, value in batch.items()
        }


def _part(values: Tensor, index: int, parts: int) -> Tensor:
    size = len(values) // parts
    return values[index * size : (index + 1) * size]

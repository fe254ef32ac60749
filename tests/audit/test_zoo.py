"""Every spec of the zoo can be audited: its emitted source, with the nets of an audit, is equal."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import torch

import schematic
from schematic.audit import Verdict
from schematic.resources import zoo

NAMES = sorted(zoo())
LIMIT = 10.0
"""Seconds of processor time that an audit may take, an unexplained loss included."""


def emitted(s: schematic.Schematic) -> Callable[..., dict[str, torch.Tensor]]:
    """The losses of the compiled model, as a user's own function that calls the nets it gets."""
    models: list[Any] = []

    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        if not models:
            given = {name: net for name, net in nets.items() if any(True for _ in net.parameters())}
            models.append(schematic.compile(s, nets=given, shapes=_shapes(s, batch)).double())
        return models[0].losses(batch, noise)

    return losses


def _shapes(s: schematic.Schematic, batch: Any) -> dict[str, tuple[int, ...]]:
    whole = {n: next(iter(v.values())) if isinstance(v, dict) else v for n, v in batch.items()}
    return {n: tuple(v.shape[1:]) for n, v in whole.items() if not s.nodes[n].space.classes}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_emitted_losses_are_equal(name: str) -> None:
    s = schematic.load(zoo()[name])
    found = schematic.audit(s, emitted(s))
    assert {player.verdict for player in found.players} == {Verdict.EQUAL}, str(found)
    assert not any(player.faults or player.notes for player in found.players)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["diffusion", "realnvp", "wae", "larsen-vaegan"])
def test_what_is_added_to_newer_losses_is_seen_in_time(name: str) -> None:
    s = schematic.load(zoo()[name])
    right = emitted(s)

    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        size = sum((p**3).sum() for net in nets.values() for p in net.parameters())
        return {player: loss + 0.01 * size for player, loss in right(nets, batch, noise).items()}

    begun = time.process_time()
    found = schematic.audit(s, losses)
    assert time.process_time() - begun < LIMIT
    assert {player.verdict for player in found.players} == {Verdict.UNEXPLAINED}

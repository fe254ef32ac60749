"""bf16 stays inside the nets: losses are float32, and near those of float32."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from schematic.training.loop.accumulation import Accumulation
from schematic.training.loop.precision import computing_in
from tests.training.players import NAMES, batches_of, build, draw_as_told

CPU = torch.device("cpu")
TOLERANCE = 0.03  # bfloat16 keeps 8 bits
FLOAT = torch.float32


def losses_of(model: Any, precision: str) -> dict[str, Tensor]:
    torch.manual_seed(0)
    with computing_in(precision, model, CPU):
        found: dict[str, Tensor] = model.losses(batches_of(model, FLOAT)[0])
    return found


@pytest.mark.parametrize("name", NAMES)
def test_losses_are_near_those_of_float32(name: str) -> None:
    model = build(name, FLOAT)
    draw_as_told(model)
    exact, rough = (losses_of(model, precision) for precision in ("float32", "bf16"))
    for player, loss in exact.items():
        assert rough[player].dtype == FLOAT
        torch.testing.assert_close(rough[player], loss, rtol=TOLERANCE, atol=TOLERANCE)
    assert any(not torch.equal(rough[player], loss) for player, loss in exact.items())
    again = losses_of(model, "float32")
    assert all(torch.equal(again[player], loss) for player, loss in exact.items())


def test_only_the_nets_compute_in_it() -> None:
    model = build("shared trunk", FLOAT)
    layers, nets = set(), set()
    for module in model.modules():
        kinds = layers if isinstance(module, nn.Linear | nn.Conv2d) else None
        if module in (model.G, model.D, model.D.trunk, model.Q):
            kinds = nets
        if kinds is not None:
            module.register_forward_hook(lambda _, __, out, kinds=kinds: kinds.add(out.dtype))
    draw_as_told(model)
    losses_of(model, "bf16")
    assert (layers, nets) == ({torch.bfloat16}, {FLOAT})
    assert all(parameter.dtype == FLOAT for parameter in model.parameters())
    assert not any("forward" in vars(module) for module in model.modules())


def test_gradients_are_float32() -> None:
    model = build("vae", FLOAT)
    draw_as_told(model)
    with computing_in("bf16", model, CPU):
        model.step(batches_of(model, FLOAT)[0], model.optimizers())
    assert all(p.grad is not None and p.grad.dtype == FLOAT for p in model.parameters())


def test_gradients_that_overflow_in_float16_are_left_out() -> None:
    model = build("vae", FLOAT)
    draw_as_told(model)
    (player,) = model.players
    scalers = {player: torch.amp.GradScaler("cpu", init_scale=2.0**126)}
    step = Accumulation(model, 1, CPU, scalers=scalers).step
    before = [value.clone() for value in model.parameters()]
    batch, optimizers = batches_of(model, FLOAT)[0], model.optimizers()
    with computing_in("fp16", model, CPU):
        loss = step(batch, optimizers)[player]
        assert loss.isfinite()
        assert all(map(torch.equal, before, model.parameters()))
        assert scalers[player].get_scale() == 2.0**125
        for _ in range(126):
            step(batch, optimizers)
    assert 1.0 < scalers[player].get_scale() < 2.0**125
    assert not all(map(torch.equal, before, model.parameters()))
    assert all(value.isfinite().all() for value in model.parameters())


def test_the_scale_does_not_change_what_is_learnt() -> None:
    found = []
    for scale in (2.0**4, 2.0**10):
        model = build("gan", FLOAT)
        draw_as_told(model)
        scalers = {p: torch.amp.GradScaler("cpu", init_scale=scale) for p in model.players}
        with computing_in("fp16", model, CPU):
            step = Accumulation(model, 1, CPU, scalers=scalers).step
            for batch in batches_of(model, FLOAT):
                step(batch, model.optimizers(optimizer="sgd", lr=0.1, clip=1.0))
        found.append([value.detach().clone() for value in model.parameters()])
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-2, atol=1e-3)

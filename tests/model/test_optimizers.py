"""Each player gets the optimizer that is asked for; gradients are clipped; steps are noticed."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from schematic import Error, SchematicError, compile, parse
from schematic.model.optimizer_kinds import OPTIMIZERS
from schematic.resources import zoo

X = torch.rand(16, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def gan() -> Any:
    spec = parse(zoo()["gan"].read_text("utf-8"))
    return compile(spec, shapes={"x": (2,)}, seed=0).double()


def noise_of(model: Any) -> dict[str, torch.Tensor]:
    return {"z": torch.randn(16, 64, generator=torch.Generator().manual_seed(1)).double()}


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_steps_are_those_of_torch(kind: str) -> None:
    ours, theirs = gan(), gan()
    row = OPTIMIZERS[kind]
    more = {"momentum": 0.5} if "momentum" in row.takes else {"betas": (0.6, 0.9)}
    given = {"weight_decay": 0.1, "lr": 1e-2, **more}
    mine = ours.optimizers(optimizer=kind, **given)
    make = getattr(torch.optim, row.called)
    plain = {"phi": make(list(theirs.D.parameters()), **given)}
    for _ in range(3):
        for model, optimizers in ((ours, mine), (theirs, plain)):
            optimizers["phi"].zero_grad()
            model.losses({"x": X}, noise=noise_of(model))["phi"].backward()
            optimizers["phi"].step()
    for one, other in zip(ours.D.parameters(), theirs.D.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("clip", [None, 0.1])
def test_a_step_between_two_losses_does_not_go_unnoticed(kind: str, clip: float | None) -> None:
    model = gan()
    optimizers = model.optimizers(optimizer=kind, clip=clip)
    losses = model.losses({"x": X}, noise=noise_of(model))
    losses["phi"].backward()
    optimizers["phi"].step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        losses["theta"].backward()


@pytest.mark.parametrize("kind", ["adam", "sgd"])
def test_the_gradients_of_each_player_are_clipped(kind: str) -> None:
    model = gan()
    optimizers = model.optimizers(lr=1.0, optimizer=kind, clip=1e-3)
    model.step({"x": X}, optimizers)
    for player, nets in model.nets.items():
        found = [p.grad for net in nets for p in getattr(model, net).parameters()]
        assert torch.nn.utils.get_total_norm(found).item() == pytest.approx(1e-3, rel=1e-2), player


def test_short_gradients_stay_as_they_are() -> None:
    one, other = gan(), gan()
    for model, clip in ((one, None), (other, 1e9)):
        torch.manual_seed(0)
        model.step({"x": X}, model.optimizers(clip=clip))
    for name, value in one.state_dict().items():
        assert torch.equal(value, other.state_dict()[name])


def test_players_may_differ() -> None:
    made = gan().optimizers(lr={"phi": 1e-4}, optimizer={"theta": "rmsprop"}, weight_decay=0.5)
    assert {p: (type(o).__name__, o.param_groups[0]["lr"]) for p, o in made.items()} == {
        "phi": ("Adam", 1e-4),
        "theta": ("RMSprop", 2e-4),
    }
    assert {o.param_groups[0]["weight_decay"] for o in made.values()} == {0.5}


def test_a_typo_lists_the_players_or_the_optimizers() -> None:
    with pytest.raises(SchematicError, match=r"(?s)not `thet`.*the players are `phi`, `theta`"):
        gan().optimizers(lr={"thet": 1e-4})
    with pytest.raises(SchematicError, match=r"(?s)not `adm`.*there are adam, adamw"):
        gan().optimizers(optimizer="adm")


@pytest.mark.parametrize("rate", [-1, "a", None, float("nan"), float("inf"), {"phi": -1}])
def test_a_learning_rate_is_a_number(rate: Any) -> None:
    with pytest.raises(Error, match="`lr` cannot be"):
        gan().optimizers(lr=rate)
    if not isinstance(rate, dict):
        with pytest.raises(Error, match="`lr` cannot be"):
            gan().optimizers(rate)

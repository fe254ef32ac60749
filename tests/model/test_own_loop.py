"""A user's own training loop around a model: PyTorch's optimizers, scaler, clipping, wrappers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
import torch.distributed
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

import schematic
from schematic import SchematicError
from tests.model.programs import PROGRAMS

BATCH = {"x": torch.linspace(0, 1, 12).reshape(4, 3)}
NOISE = {"z": torch.linspace(-1, 1, 12).reshape(4, 3)}


def new(**options: object) -> nn.Module:
    return schematic.compile(schematic.parse(PROGRAMS["gan"]), shapes={"x": (3,)}, **options)


def numbers(model: nn.Module) -> list[Tensor]:
    return [parameter.detach().clone() for parameter in model.parameters()]


def test_one_optimizer_of_pytorch_gets_each_players_gradient() -> None:
    model, apart = new(), new()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    optimizer.zero_grad()
    torch.stack(list(model.losses(BATCH, NOISE).values())).sum().backward()
    for name in apart.players:
        (net,) = apart.nets[name]
        own = list(getattr(apart, net).parameters())
        gradients = torch.autograd.grad(apart.losses(BATCH, NOISE)[name], own)
        found = [parameter.grad for parameter in getattr(model, net).parameters()]
        torch.testing.assert_close(found, list(gradients))
    before = numbers(model)
    optimizer.step()
    assert all(not torch.equal(a, b) for a, b in zip(before, numbers(model), strict=True))


def test_a_step_between_two_losses_of_one_draw_is_refused() -> None:
    model = new()
    optimizers, losses = model.optimizers(lr=1e-2), model.losses(BATCH, NOISE)
    losses["phi"].backward()
    optimizers["phi"].step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        losses["theta"].backward()


def test_clipped_gradients() -> None:
    model = new()
    optimizers = model.optimizers()
    for player, optimizer in optimizers.items():
        optimizer.zero_grad()
        model.losses(BATCH, NOISE)[player].backward()
        (net,) = model.nets[player]
        own = list(getattr(model, net).parameters())
        nn.utils.clip_grad_norm_(own, 1e-3)
        norms = torch.stack([parameter.grad.norm() for parameter in own])
        assert float(norms.norm()) <= 1.001e-3
        optimizer.step()


def test_a_scaler_gives_the_steps_of_the_plain_loss() -> None:
    scaled, plain = new(), new()
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    ours, theirs = scaled.optimizers(lr=1e-2), plain.optimizers(lr=1e-2)
    for _ in range(3):
        for player in scaled.players:
            ours[player].zero_grad()
            scaler.scale(scaled.losses(BATCH, NOISE)[player]).backward()
            scaler.step(ours[player])
            theirs[player].zero_grad()
            plain.losses(BATCH, NOISE)[player].backward()
            theirs[player].step()
        scaler.update()
    torch.testing.assert_close(numbers(scaled), numbers(plain))


def test_a_scaler_skips_a_step_that_is_not_finite() -> None:
    model = new()
    optimizer, before = model.optimizers(lr=1e-2)["phi"], numbers(model)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    loss = model.losses(BATCH, NOISE)["phi"]
    scaler.scale(loss * float("inf")).backward()
    scaler.step(optimizer)
    scaler.update()
    assert scaler.get_scale() == 512.0
    torch.testing.assert_close(numbers(model), before)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_compiled_losses_are_the_losses() -> None:
    model = new()
    compiled = torch.compile(model.losses, backend="eager")
    torch.testing.assert_close(compiled(BATCH, NOISE), model.losses(BATCH, NOISE))
    with pytest.raises(SchematicError, match="SGM641"):
        torch.compile(model, backend="eager")(BATCH)


@pytest.fixture
def alone(tmp_path: object) -> Iterator[None]:
    """A group of one process."""
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{tmp_path}/group", rank=0, world_size=1
    )
    yield
    torch.distributed.destroy_process_group()


@pytest.mark.usefixtures("alone")
def test_wrappers_of_several_processes() -> None:
    with pytest.raises(SchematicError, match=r"SGM641(.*\n)*.*torchrun"):
        DistributedDataParallel(new())(BATCH)
    with pytest.raises(SchematicError, match=r"SGM644(.*\n)*.*DistributedDataParallel"):
        new(nets={"D": DistributedDataParallel(nn.Linear(3, 1))})
    model = new(nets={"G": DistributedDataParallel(nn.Linear(3, 3))})
    optimizers, before = model.optimizers(lr=1e-2), numbers(model)
    for _ in range(2):
        model.step(BATCH, optimizers)
    assert all(not torch.equal(a, b) for a, b in zip(before, numbers(model), strict=True))

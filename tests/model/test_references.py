"""Losses and gradients equal the hand-written references, in float64 and to rounding."""

from __future__ import annotations

import pytest
import torch

import schematic
from tests.model.programs import PROGRAMS
from tests.references import models
from tests.references.nets import make

TOLERANCE = 1e-9


def test_every_reference_has_a_program() -> None:
    assert PROGRAMS.keys() == models.REFERENCES.keys()


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", PROGRAMS)
def test_losses_and_gradients(name: str, seed: int) -> None:
    nets, batch, noise = make(name, seed)
    spec = schematic.parse(PROGRAMS[name], name=f"{name}.sgm")
    model = schematic.compile(spec, nets=nets)
    expected = models.losses(name, nets, batch, noise)
    found = model.losses(batch, noise)
    assert list(found) == list(expected)
    assert list(model.players) == list(expected)
    still = models.REFERENCES[name].frozen
    assert not any(p.requires_grad for net in still for p in nets[net].parameters())
    parameters = {n: p for net, m in nets.items() if net not in still for n, p in _named(net, m)}
    for player, loss in expected.items():
        torch.testing.assert_close(found[player], loss, rtol=0, atol=TOLERANCE)
        ours = _gradients(found[player], parameters)
        theirs = _gradients(loss, parameters)
        for key in parameters:
            assert (ours[key] is None) == (theirs[key] is None), (player, key)
            if ours[key] is not None:
                torch.testing.assert_close(ours[key], theirs[key], rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("name", PROGRAMS)
def test_gradients_stay_with_their_player(name: str) -> None:
    nets, batch, noise = make(name, 0)
    model = schematic.compile(schematic.parse(PROGRAMS[name]), nets=nets)
    still = models.REFERENCES[name].frozen
    parameters = {n: p for net, m in nets.items() if net not in still for n, p in _named(net, m)}
    for player, loss in model.losses(batch, noise).items():
        gradients = _gradients(loss, parameters)
        reached = {
            key.split(".")[0]
            for key, gradient in gradients.items()
            if gradient is not None and bool(gradient.abs().max() > 0)
        }
        assert reached == set(model.nets[player])


@pytest.mark.parametrize("name", PROGRAMS)
def test_terms_sum_to_losses(name: str) -> None:
    nets, batch, noise = make(name, 0)
    model = schematic.compile(schematic.parse(PROGRAMS[name]), nets=nets)
    losses, terms = model.losses(batch, noise), model.terms(batch, noise)
    for player, loss in losses.items():
        torch.testing.assert_close(sum(terms[player].values()), loss, rtol=0, atol=TOLERANCE)


def _named(net: str, module: torch.nn.Module) -> list[tuple[str, torch.nn.Parameter]]:
    return [(f"{net}.{name}", p) for name, p in module.named_parameters()]


def _gradients(
    loss: torch.Tensor, parameters: dict[str, torch.nn.Parameter]
) -> dict[str, torch.Tensor | None]:
    found = torch.autograd.grad(
        loss, list(parameters.values()), allow_unused=True, retain_graph=True
    )
    return dict(zip(parameters, found, strict=True))

"""The rows on the change of variables refuse nets that get one thing wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import schematic
from schematic.objective.terms import Objective
from schematic.verify.emitted.lattice import compiled
from schematic.verify.emitted.volume_rows import on_volumes
from schematic.verify.receipt import Row, Verdict
from tests.verify.programs import objective_of

Pair = tuple[Tensor, Tensor]
Way = Callable[..., Pair]
BACK, VOLUME, MASS = "leads back", "log|det|", "integrates"


class Wrong(nn.Module):
    """A net both of whose ways are changed."""

    def __init__(self, net: Any, there: Way, back: Way) -> None:
        super().__init__()
        self.net, self.there, self.back = net, there, back

    def forward(self, *parents: Tensor) -> Pair:
        return self.there(self.net, *parents)

    def inverse(self, *parents: Tensor) -> Pair:
        return self.back(self.net, *parents)


def forward(net: Any, *parents: Tensor) -> Pair:
    found: Pair = net(*parents)
    return found


def inverse(net: Any, *parents: Tensor) -> Pair:
    found: Pair = net.inverse(*parents)
    return found


def scaled(way: Way, factor: float) -> Way:
    def changed(net: Any, *parents: Tensor) -> Pair:
        value, log_det = way(net, *parents)
        return value, factor * log_det

    return changed


def halved(way: Way) -> Way:
    def changed(net: Any, *parents: Tensor) -> Pair:
        value, log_det = way(net, *parents)
        return 0.5 * value, log_det

    return changed


def rows(name: str, there: Way = forward, back: Way = inverse) -> list[Row]:
    def build(objective: Objective, modules: Mapping[str, nn.Module]) -> nn.Module:
        model: Any = compiled(objective, modules)
        torch.manual_seed(3)
        for net in ("F", "A"):
            if hasattr(model, net):
                setattr(model, net, Wrong(getattr(model, net), there, back))
        assert isinstance(model, nn.Module)
        return model

    return list(on_volumes(objective_of(name), 0, build))


def failed(found: list[Row]) -> set[str]:
    words = (BACK, VOLUME, MASS)
    wrong = [row.identity for row in found if row.verdict is Verdict.FAIL]
    return {word for word in words if any(word in identity for identity in wrong)}


FLOWS = ["flow", "conditional_flow", "iaf", "flow_prior"]


@pytest.mark.parametrize("name", FLOWS)
def test_right_nets_pass(name: str) -> None:
    found = rows(name)
    assert len(found) == 3
    assert not failed(found)


@pytest.mark.parametrize("name", FLOWS)
@pytest.mark.parametrize(
    ("there", "back", "refused"),
    [
        (forward, scaled(inverse, -1.0), {VOLUME, MASS}),
        (forward, scaled(inverse, 0.0), {VOLUME, MASS}),
        (scaled(forward, -1.0), inverse, {VOLUME}),
        (forward, forward, {BACK, VOLUME}),
        (halved(forward), inverse, {BACK, VOLUME}),
        (forward, halved(inverse), {BACK, VOLUME}),
    ],
)
def test_wrong_nets_are_refused(name: str, there: Way, back: Way, refused: set[str]) -> None:
    assert failed(rows(name, there, back)) >= (refused - {VOLUME} if back is forward else refused)


STEEP = """
visible x : real[2] ~ data
latent z : real[2] ~ Normal(0, 1)
z -|> x = F[η]
net F = coupling(3)
"""


@pytest.mark.parametrize(("factor", "verdict"), [(1.0, Verdict.PASS), (0.9, Verdict.FAIL)])
def test_a_density_that_one_end_stretches_is_resolved(factor: float, verdict: Verdict) -> None:
    """On an even grid of its box it integrates to 0.990, with these parameters."""

    def build(objective: Objective, modules: Mapping[str, nn.Module]) -> nn.Module:
        model: Any = compiled(objective, modules)
        torch.manual_seed(2)
        with torch.no_grad():
            for parameter in model.F.parameters():
                parameter.copy_(torch.randn(parameter.shape, dtype=torch.float64))
        model.F = Wrong(model.F, forward, scaled(inverse, factor))
        assert isinstance(model, nn.Module)
        return model

    found = on_volumes(schematic.parse(STEEP).objective, 0, build)
    (row,) = (row for row in found if MASS in row.identity)
    assert row.verdict is verdict


def test_models_without_such_nets_have_no_rows() -> None:
    assert not rows("vae")

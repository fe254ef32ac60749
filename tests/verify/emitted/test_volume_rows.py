"""The rows on the change of variables refuse nets that get one thing wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import torch
from torch import Tensor, nn

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


def test_models_without_such_nets_have_no_rows() -> None:
    assert not rows("vae")

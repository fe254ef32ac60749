"""A term has one name with one sign: what a loss holds of it is what the name says."""

from __future__ import annotations

import pytest

import schematic
from schematic.objective import derive
from schematic.objective.printing.labels import cost_of, label_of
from tests.model.programs import PROGRAMS


@pytest.mark.parametrize(
    ("name", "costs"),
    [
        ("vae", {"−log p(x|z)", "KL(q(z|x) ‖ p(z))"}),
        ("gan", {"−log q(y|x)", "−log qʳ(y|x)"}),
        ("beta_vae", {"−log p(x|z)", "KL(q(z|x) ‖ p(z))"}),
    ],
)
def test_what_a_loss_holds(name: str, costs: set[str]) -> None:
    objective = derive(schematic.parse(PROGRAMS[name]))
    bodies = [term.body for player in objective.players for term in player.terms]
    assert {cost_of(objective, body) for body in bodies} == costs
    assert {label_of(objective, body) for body in bodies} == {c.removeprefix("−") for c in costs}

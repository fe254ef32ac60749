"""The report as JSON with a stable schema."""

from __future__ import annotations

import json

import pytest

from schematic.objective.printing.json import VERSION, write_json
from schematic.objective.rule import derive
from tests.objective.programs import ALL
from tests.objective.specs import objective_of, spec


@pytest.mark.parametrize("name", ALL)
def test_schema(name: str) -> None:
    content = json.loads(write_json(objective_of(ALL[name])))
    assert list(content) == [
        "version", "model", "title", "reading", "schedule", "draws", "players",
    ]  # fmt: skip
    for player in content["players"]:
        assert list(player) == [
            "name", "nets", "maximises", "minimises", "loss", "terms", "cuts", "after",
            "steps", "constants",
        ]  # fmt: skip


def test_content() -> None:
    content = json.loads(write_json(derive(spec("gan"))))
    assert (content["version"], content["schedule"]) == (VERSION, "together")
    assert content["draws"][1] == {"name": "x_fake", "law": "= G_θ(z)", "origin": "inferred"}
    _, theta = content["players"]
    assert theta["loss"] == "softplus(−D(x_fake))"
    assert theta["minimises"]["source"] == "Hu2018, eq. 6"
    (where,) = theta["minimises"]["where"]
    assert where["symbol"] == "qʳ(x|y)"
    assert where["text"] == "qʳ_φ0(y|x) p_θ0(x)"
    assert r"\propto" in where["latex"]
    assert theta["constants"] == [
        {"at": "log qʳ(y=real|x)", "why": "free of the player's parameters"}
    ]


def test_no_form_is_null() -> None:
    (player,) = json.loads(write_json(derive(spec("ae"))))["players"]
    assert player["minimises"] is None


def test_wake_sleep_is_a_schedule() -> None:
    assert json.loads(write_json(derive(spec("helmholtz"))))["schedule"] == "wake-sleep"

"""What is said of emitted code that cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import schematic
from schematic.graph import Schematic
from schematic.objective import derive
from schematic.objective.terms import Divergence, Estimator, LogDensity, Objective
from schematic.verify import Verdict, verify, write_text
from schematic.verify.emitted.lattice import compiled
from schematic.verify.emitted.loss_rows import fits, on_code, on_own_nets, raised
from schematic.verify.expectation import TERM_ORACLES, term_oracle
from schematic.verify.miniature import shrink
from schematic.verify.worlds.scenes import TooLargeError
from schematic.verify.worlds.spec_nets import obstacle
from tests.objective.specs import unchecked
from tests.verify.programs import objective_of

MAPS = """
visible a : unit[1, 4, 4] ~ data
visible b : unit[1, 4, 4] ~ data
indicator y : {fake, real}
a ..|> b = G[θ]
a, b -!> y ~ D[φ]
net D = conv(4)
net G = mlp(4)
"""
UNEVEN = """
visible x : real[4] ~ data
latent z : real[2, 2] ~ Normal(0, 1)
indicator y : {fake, real}
z ..|> x = F[θ]
x -!> y ~ D[φ]
net F = identity
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (MAPS, "D reads several parents as the maps of one image"),
        (UNEVEN, "F does not fit between small ends"),
    ],
)
def test_nets_that_cannot_be_read_small(text: str, reason: str) -> None:
    small = shrink(unchecked(text), 2)
    if text is UNEVEN:
        nodes = [replace(n, space=replace(n.space, shape=(4,))) if n.name == "x" else n
                 for n in small.nodes.values()]  # fmt: skip
        small = replace(small, parts=type(small.parts).of(nodes, small.factors))
    assert obstacle(small) == reason
    (row,) = on_own_nets(derive(small), 0, compiled)
    assert (row.verdict, row.note) == (Verdict.NOT_APPLICABLE, reason)


def test_an_error_without_a_message_is_named() -> None:
    assert raised(KeyError()).note == "KeyError: "
    assert raised(ValueError("first\nsecond")).note == "ValueError: first"
    assert raised(ValueError("x")).verdict is Verdict.FAIL


def test_a_closed_form_that_no_lattice_gives_is_said() -> None:
    """A Laplace has no closed KL; were there one, equal atoms would not be exact for it."""
    objective = objective_of("laplace_code")
    (body,) = (t.body for t in objective.players[0].terms if isinstance(t.body, Divergence))
    oracle = term_oracle(body)
    assert oracle.off_lattice(body, objective.schematic) == ""
    closed = replace(body, estimator=Estimator.CLOSED)
    reason = "equal atoms of noise do not give the KL of a Laplace exactly"
    assert oracle.off_lattice(closed, objective.schematic) == reason
    assert oracle.whole(closed) == (body.factor.child,)


def test_a_player_off_the_lattice_is_not_compared_there(monkeypatch: pytest.MonkeyPatch) -> None:
    oracle = replace(
        TERM_ORACLES["LogDensity"], off_lattice=lambda body, schematic: "no lattice today"
    )
    monkeypatch.setitem(TERM_ORACLES._found, "log_density", oracle)
    monkeypatch.setattr(TERM_ORACLES, "_named", {})
    rows = list(on_code(objective_of("vae"), 0, 0, compiled))
    (said,) = (row for row in rows if row.verdict is Verdict.NOT_APPLICABLE)
    assert said.note == "no lattice today"
    assert "every combination of noise" in said.identity


class Silent(nn.Module):
    """A model that forgets a player."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def losses(self, *arguments: Any) -> dict[str, Tensor]:
        found = self.model.losses(*arguments)
        return {name: loss for name, loss in found.items() if name != "theta"}


def test_a_loss_that_is_not_there_is_not_compared() -> None:
    def build(objective: Objective, modules: Mapping[str, nn.Module]) -> nn.Module:
        return Silent(compiled(objective, modules))

    rows = list(on_code(objective_of("gan"), 0, 300, build))
    assert rows
    assert not any(row.identity.startswith("θ") for row in rows)
    assert any(row.identity.startswith("φ") for row in rows)


def test_a_small_schematic_fits() -> None:
    assert fits(objective_of("vae"))
    names = [f"z{i}" for i in range(12)]
    rows = [f"latent {n} : real[2] ~ Normal(0, 1)\nx ..> {n} ~ E{n}[η]" for n in names]
    text = "visible x : real[2] ~ data\n" + "\n".join(rows)
    wide: Schematic = schematic.parse(text + f"\n{', '.join(names)} -> x ~ Normal(G[θ], 1)\n")
    assert not fits(derive(shrink(wide)))
    assert torch.get_default_dtype() is torch.float32


def test_a_formula_that_is_too_large_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(world: object) -> None:
        raise TooLargeError

    monkeypatch.setattr("schematic.verify.emitted.loss_rows.formulas", too_large)
    rows = list(on_code(objective_of("vae"), 0, 100, compiled))
    assert {row.verdict for row in rows} == {Verdict.NOT_APPLICABLE}
    assert {row.note for row in rows} == {TooLargeError().message}


def test_examples_that_are_compared_are_drawn_at_random(monkeypatch: pytest.MonkeyPatch) -> None:
    objective = objective_of("vae")
    (row,) = (row for row in on_code(objective, 0, 3000, compiled) if "|z|" in row.identity)
    monkeypatch.setattr(LogDensity, "couples", True)
    (other,) = (row for row in on_code(objective, 0, 3000, compiled) if "|z|" in row.identity)
    assert row.deviation != other.deviation
    assert other.verdict is Verdict.PASS


def test_a_class_and_a_row_of_probabilities_have_a_slope_between_them() -> None:
    text = "visible c : cat[3] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
    text += "indicator y : {fake, real}\nz ..|> c = G[θ]\n"
    text += "c -!> y ~ D[φ] {loss = wasserstein, penalty = 10}\n"
    receipt = verify(schematic.parse(text), draws=0)
    assert receipt.passed, write_text(receipt)

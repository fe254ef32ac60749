"""Which rows a lemma adds to a receipt, and what it says where it adds none."""

from __future__ import annotations

import pytest

import schematic
from schematic.verify import Receipt, Verdict, verify
from tests.verify.lemmas.test_obstacles import ASLEEP, DOWN, UP, B


def receipt(text: str) -> Receipt:
    return verify(schematic.parse(text), draws=0)


def notes(found: Receipt, source: str) -> list[str]:
    skipped = (row for row in found.rows if row.verdict is Verdict.NOT_APPLICABLE)
    return [row.note for row in skipped if source in row.source]


def test_a_weighed_phase_is_no_free_energy() -> None:
    found = receipt(B + UP + DOWN.replace("G[θ]", "G[θ] {weight = 2}") + ASLEEP)
    assert found.passed
    assert notes(found, "eq. 14") == ["a term is weighed, so the objective is no free energy"]


CONDITIONAL = """
visible x : real[2] ~ data
visible c : cat[3] ~ data
visible t : cat[3] ~ data
latent z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}
z, c ..|> x = G[θ]
x, c -!> y ~ D[φ]
c -> t ~ C[ω]
"""


def test_what_is_read_of_data_alone_is_no_code_of_the_game() -> None:
    found = receipt(CONDITIONAL)
    assert found.passed
    assert notes(found, "eq. 10") == ["the code is read back for both y alike"]


@pytest.mark.parametrize(("beta", "says"), [("", False), (" {beta = 2}", True)])
def test_a_bound_or_why_there_is_none(beta: str, says: bool) -> None:
    text = "visible x : real[2] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
    text += f"z -> x ~ Normal(G[θ], 1)\nx ..> z ~ E[η]{beta}\n"
    found = receipt(text)
    assert found.passed
    assert bool(notes(found, "eq. 12")) is says

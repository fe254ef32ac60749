"""The law of the paper that a draw stands for."""

from __future__ import annotations

import pytest

from schematic.objective.printing.paper_laws import law_of, law_of_draw
from schematic.objective.printing.symbols import text_law
from schematic.objective.rule import derive
from tests.objective.specs import arrow, spec


@pytest.mark.parametrize(
    ("name", "draw", "text"),
    [
        ("vae", "x", "p_data(x)"),
        ("vae", "z", "q_η(z|x)"),
        ("gan", "z", "p(z)"),
        ("gan", "x_fake", "p_θ(x|z)"),
        ("aavae", "x_generated", "p_θ0(x)"),
        ("aacvae", "x_generated", "p_θ0(x|c)"),
        ("aasvae", "x_generated", "p_θ0(x|t)"),
        ("ada", "z_source", "p_data(z|y=1)"),
        ("ada", "z_target", "p_data(z|y=0)"),
        ("ada", "t", "p_data(t)"),
        ("helmholtz1", "h", "q_λ(h|x)"),
        ("helmholtz1", "x_sleep", "p_θ(x|h)"),
        ("helmholtz1", "h_sleep", "p(h)"),
    ],
)
def test_laws_of_draws(name: str, draw: str, text: str) -> None:
    objective = derive(spec(name))
    assert text_law(law_of_draw(objective, objective.draw(draw))) == text


def test_two_nets_of_one_group_are_one_subscript() -> None:
    objective = derive(spec("gan"))
    red = arrow(objective.schematic, "x -!> y")
    assert text_law(law_of(objective, red)) == "q_φ(y|x)"
    assert law_of(objective, red).groups == ("phi",)

"""The names of densities, at nodes and at draws."""

from __future__ import annotations

import pytest

from schematic.objective.printing.notation import density, listed, renamed
from tests.objective.specs import arrow, spec


def test_densities() -> None:
    schematic = spec("infogan")
    assert density(schematic, arrow(schematic, "x -> z")) == "q(z|x)"
    assert density(schematic, arrow(schematic, "x -!> y")) == "q(y|x)"
    assert density(schematic, schematic.nodes["z"]) == "p(z)"
    vae = spec("cvae")
    assert density(vae, arrow(vae, "z, c -> x")) == "p(x|z,c)"


def test_draws_take_the_place_of_nodes() -> None:
    assert renamed("log p(x|z)", "x_fake", ("z_prior",)) == "log p(x_fake|z_prior)"
    assert renamed("p(z)", "z", ()) == "p(z)"
    assert renamed("q(θ|x)", "theta_fake", ("x", "eta")) == "q(θ_fake|x,η)"


@pytest.mark.parametrize(
    ("names", "text"),
    [(["x"], "x"), (["x", "c"], "x and c"), (["x", "c", "z"], "x, c and z"), (["theta"], "θ")],
)
def test_lists_in_sentences(names: list[str], text: str) -> None:
    assert listed(names) == text

"""What every kind of term says of itself: what it reads, what it needs, which nets it evaluates."""

from __future__ import annotations

import pytest

from schematic.objective.rule import derive
from schematic.objective.terms import Divergence, Estimator, Objective, Term
from schematic.objective.terms._body import nets_of
from tests.objective.specs import VAE, objective_of, spec


def terms(name: str) -> list[Term]:
    return [term for player in derive(spec(name)).players for term in player.terms]


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("vae", [("x", "z"), ("x",)]),
        ("hvae", [("x", "h"), ("h", "x", "z"), ("h",)]),
        ("wgan_gp", [("x",), ("x_fake",), ("x", "x_fake"), ("x_fake",)]),
    ],
)
def test_reads(name: str, reads: list[tuple[str, ...]]) -> None:
    assert [term.body.reads for term in terms(name)] == reads


def test_a_closed_form_needs_the_draw_that_it_does_not_read() -> None:
    (kl,) = (t.body for t in terms("vae") if isinstance(t.body, Divergence))
    assert kl.estimator is Estimator.CLOSED
    assert (kl.reads, kl.needs) == (("x",), ("x", "z"))
    assert [t.body.needs for t in terms("gan")] == [t.body.reads for t in terms("gan")]


def test_a_draw_that_only_a_closed_form_needs_is_made() -> None:
    text = VAE + "latent w : real[2] ~ Normal(0, 1)\nx ..> w ~ F[η]\n"
    assert [draw.name for draw in objective_of(text).draws] == ["x", "z", "w"]


@pytest.mark.parametrize(
    ("name", "nets"),
    [
        ("hvae", [("G1",), ("E1", "G2"), ("E2",)]),
        ("wgan_gp", [("D",), ("D",), ("D",), ("D",)]),
    ],
)
def test_nets(name: str, nets: list[tuple[str, ...]]) -> None:
    assert [term.body.nets for term in terms(name)] == nets


def test_data_have_no_net() -> None:
    law = spec("vae").nodes["x"].law
    assert law is not None
    assert nets_of(law) == ()


def test_signs() -> None:
    assert [term.sign for term in terms("vae")] == [1, -1]
    assert [term.sign for term in terms("wgan_gp")] == [1, 1, -1, 1]
    (wake, _) = derive(spec("helmholtz1")).players
    assert sorted(t.sign for t in wake.constants) == [-1, 1]


def test_an_objective_prints_itself() -> None:
    objective: Objective = derive(spec("vae"))
    assert objective.latex().startswith(r"\paragraph{vae.}")
    assert str(objective).startswith("vae\n")
    assert objective.draw("z").node == "z"
    assert objective.schedule is objective.schematic.schedule

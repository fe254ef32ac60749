"""Rewrites land exactly on the shipped specs of that name."""

from __future__ import annotations

import pytest

import schematic
from schematic.diagnostics import SchematicError
from schematic.objective.printing.loss import loss_of
from schematic.rewrites.sameness.equality import difference, equal
from tests.rewrites.shipped import spec

LANDINGS = [
    ("infogan", "swap x <-> z", "aae"),
    ("aae", "swap z <-> x", "infogan"),
    ("infogan", "swap processes", "aavae"),
    ("aavae", "swap processes", "infogan"),
    ("gan", "add code z", "infogan"),
    ("infogan", "drop code z", "gan"),
    ("gan", "gan to vae", "vae"),
    ("vae", "vae to gan", "gan"),
    ("gan", "gan to vae | vae to gan", "gan"),
    ("vae", "vae to gan | gan to vae", "vae"),
    ("gan", "add code z | swap processes | degenerate y | drop y", "vae"),
    ("vae", "add y | activate y", "aavae"),
    ("aavae", "degenerate y | drop y", "vae"),
    ("vae", "match z by red", "aae"),
    ("vae", "match z by nothing", "ae"),
    ("aae", "match z by kl", "vae"),
    ("aae", "match z by nothing", "ae"),
    ("ae", "match z by kl", "vae"),
    ("ae", "match z by red", "aae"),
]


@pytest.mark.parametrize(("start", "chain", "goal"), LANDINGS)
def test_lands_exactly(start: str, chain: str, goal: str) -> None:
    result = spec(start, 64).rewrite(chain)
    expected = spec(goal, 64)
    assert difference(result, expected) == []
    assert equal(result, expected)
    assert (result.name, result.title) == (expected.name, expected.title)


@pytest.mark.parametrize(("start", "chain", "goal"), LANDINGS)
def test_lands_on_the_same_losses(start: str, chain: str, goal: str) -> None:
    assert _losses(spec(start).rewrite(chain)) == _losses(spec(goal))


def _losses(found: schematic.Schematic) -> list[list[str]]:
    """The loss of each player, without the names of nets, in an order that names do not set."""
    objective = found.objective
    texts = []
    for player in objective.players:
        text = loss_of(objective, player).replace(" − ", " + −")
        texts.append(sorted(text.split(" + ")))
    return sorted(texts)


def test_greek_names_are_read() -> None:
    text = "visible ξ : unit ~ data\nlatent z : real[2] ~ Normal(0, 1)\nz -> ξ ~ G[θ]\n"
    vae = schematic.parse(text + "ξ ..> z ~ E[η]\n")
    assert equal(
        vae.rewrite("vae to gan"), vae.rewrite("add y | activate y | swap processes | drop code z")
    )
    assert not equal(vae, vae.rewrite("drop code xi"))


def test_unknown_names_keep_theirs() -> None:
    result = spec("gan").rewrite("swap processes")
    assert (result.name, result.title) == ("GAN", None)
    assert result.source is not None
    assert schematic.parse(result.source.text) == result


def test_a_stochastic_generator_is_told_how_to_become_deterministic() -> None:
    gan = schematic.parse(
        "visible x : real[2] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
        "indicator y : {fake, real}\nz ..> x ~ Normal(G[θ], 1)\nx -!> y ~ D[φ]\n"
    )
    with pytest.raises(SchematicError, match="match x by red"):
        gan.rewrite("swap processes")
    swapped = gan.rewrite("match x by red | swap processes")
    assert equal(swapped.rewrite("swap processes"), gan.rewrite("match x by red"))


def test_beta_and_weight_are_one_strength() -> None:
    info = (
        "visible x : unit ~ data\nlatent z : real[2] ~ Normal(0, 1)\nindicator y : {fake, real}\n"
    )
    info += "z ..|> x = G[θ]\nx -!> y ~ D[φ]\nx -> z ~ Q[η] {weight = 0.1}\n"
    vae = schematic.parse(info).rewrite("swap processes")
    assert vae.factors[2].attributes.beta == 0.1
    assert equal(vae.rewrite("swap processes"), schematic.parse(info))

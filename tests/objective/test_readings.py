"""What an objective has read of its schematic, and nothing else."""

from __future__ import annotations

import pytest

from schematic.graph import Factor
from schematic.objective.readings import ancestry, arrow_of, readings_of
from schematic.objective.rule import derive
from tests.model.programs import PROGRAMS
from tests.objective.specs import DATA, LABEL, PRIOR, VAE, arrow, spec, unchecked


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_arrow_of_a_model_is_read(name: str) -> None:
    schematic = spec(name)
    readings = readings_of(derive(schematic))
    assert readings.arrows == set(schematic.factors)
    assert readings.laws == {n.name for n in schematic.nodes.values() if n.law is not None}


def attributes(text: str, written: str) -> set[str]:
    schematic = unchecked(text)
    of = arrow(schematic, written)
    return {name for factor, name in readings_of(derive(schematic)).attributes if factor == of}


def test_a_kl_reads_beta_and_the_sample_its_number() -> None:
    assert attributes(VAE, "x ..> z") == {"beta", "match", "samples", "gradient"}
    assert attributes(VAE, "z -> x") == {"weight"}


def test_beta_is_not_read_where_nothing_is_matched() -> None:
    text = VAE.replace("E[η]", "E[η] {match = nothing}")
    assert attributes(text, "x ..> z") == {"match", "samples", "gradient"}


def test_a_sample_that_no_term_reads_has_no_number() -> None:
    text = VAE + "latent w : real[2] ~ Normal(0, 1)\nx ..> w ~ F[η]\n"
    assert attributes(text, "x ..> w") == {"beta", "match"}


def test_a_mean_has_no_number_of_samples() -> None:
    text = DATA + "latent h : real[2]\nx ..|> h = E[η]\nh -> x ~ G[θ]\n"
    assert attributes(text, "x ..|> h") == set()


def test_a_game_reads_its_price_and_its_weight() -> None:
    text = DATA + PRIOR + LABEL + "z ..|> x = G[θ]\nx -!> y ~ D[φ]\n"
    assert attributes(text, "x -!> y") == {"loss", "real", "weight", "clip", "steps"}
    wgan = text.replace("D[φ]", "D[φ] {loss = wasserstein, penalty = 10}")
    assert attributes(wgan, "x -!> y") == {"loss", "real", "weight", "clip", "steps", "penalty"}


def test_the_perfect_discriminator_is_read() -> None:
    schematic = spec("aavae_degenerate")
    red = arrow(schematic, "x ..!> y")
    assert (red, "degenerate") in readings_of(derive(schematic)).attributes


def test_what_is_constant_for_everyone_is_not_read() -> None:
    schematic = unchecked(VAE + "visible u : real[2] ~ data\n")
    assert "u" not in readings_of(derive(schematic)).laws


def test_in_sleep_a_draw_follows_the_arrow_that_was_drawn() -> None:
    schematic = spec("helmholtz1")
    objective = derive(schematic)
    assert arrow_of(objective.draw("x_sleep")) == arrow(schematic, "h -> x")
    assert arrow_of(objective.draw("h")) == arrow(schematic, "x ..> h")
    assert arrow_of(objective.draw("h_sleep")) is None
    assert not any(isinstance(law, Factor) for law in readings_of(objective).laws)


def test_ancestry() -> None:
    objective = derive(spec("hvae"))
    assert ancestry(objective, ["z"]) == {"z", "h", "x"}
    assert ancestry(objective, ["h"]) == {"h", "x"}
    assert ancestry(objective, []) == set()

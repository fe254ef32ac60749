"""Wake–sleep: two players, each of whom learns what is solid in its half."""

from __future__ import annotations

import pytest

from schematic.objective.draws import Pool
from schematic.objective.rule import derive
from schematic.objective.terms import LogDensity, Phase
from schematic.objective.wake_sleep import drawn, exchanged, wake_sleep_players
from tests.model.programs import PROGRAMS
from tests.objective.specs import arrow, losses, spec


@pytest.mark.parametrize("name", PROGRAMS)
def test_exchanging_twice_changes_nothing(name: str) -> None:
    schematic = spec(name)
    assert exchanged(schematic) != schematic
    assert exchanged(exchanged(schematic)) == schematic


def test_wake_learns_the_solid_nets_and_sleep_the_dashed_ones() -> None:
    wake, sleep = wake_sleep_players(Pool(spec("helmholtz")))
    assert (wake.name, wake.nets) == ("theta", ("G1", "G2"))
    assert (sleep.name, sleep.nets) == ("lambda", ("R1", "R2"))
    assert not wake.discriminates


def test_no_sample_carries_gradient() -> None:
    for player in wake_sleep_players(Pool(spec("helmholtz"))):
        assert all(term.through == () for term in player.terms)
        assert all(term.learns for term in player.terms)


def test_the_half_that_does_not_learn_is_subtracted_and_constant() -> None:
    wake, _ = wake_sleep_players(Pool(spec("helmholtz1")))
    signs = {term.negative for term in wake.constants}
    assert signs == {True, False}
    assert all(not term.negative for term in wake.terms)
    (negative,) = (term for term in wake.constants if term.negative)
    assert isinstance(negative.body, LogDensity)
    assert negative.body.source == arrow(spec("helmholtz1"), "x ..> h")


def test_sleep_scores_arrows_as_they_are_drawn() -> None:
    schematic = spec("helmholtz")
    _, sleep = wake_sleep_players(Pool(schematic))
    sources = {term.body.source for term in sleep.terms if isinstance(term.body, LogDensity)}
    assert sources == {arrow(schematic, "x ..> h1"), arrow(schematic, "h1 ..> h2")}
    for term in sleep.terms:
        (factor, name), (source,) = term.readings[0], term.sources
        assert (factor, name) == (source, "weight")


def test_the_own_law_of_a_node_has_no_arrow_to_exchange() -> None:
    wake, _ = wake_sleep_players(Pool(spec("helmholtz1")))
    prior = next(t for t in wake.constants if t.body.nets == ())
    assert drawn(prior) is prior


def test_draws_say_their_phase() -> None:
    draws = derive(spec("helmholtz1")).draws
    assert {draw.name: draw.phase for draw in draws} == {
        "x": None,
        "h": Phase.WAKE,
        "h_sleep": Phase.SLEEP,
        "x_sleep": Phase.SLEEP,
    }


def test_the_weight_of_an_arrow_weighs_it_where_it_learns() -> None:
    text = PROGRAMS["helmholtz1"].replace("G[θ]", "G[θ] {weight = 3}")
    assert losses(text) == {"theta": "−3 log p(x|h)", "lambda": "−log q(h_sleep|x_sleep)"}

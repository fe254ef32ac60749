"""Which nets a term moves, through which draws, and how terms are scaled."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from schematic.families import Ability
from schematic.objective import estimator
from schematic.objective.estimator import GradientEstimator
from schematic.objective.route import needs_values, nets_behind, passes_gradient
from schematic.objective.rule import derive
from schematic.objective.terms import Objective, Player
from tests.objective.specs import spec, unchecked

SCORE = GradientEstimator("reparameterise", Ability.SAMPLE, False, True, "score")


def derived(name: str) -> tuple[Objective, dict[str, Player]]:
    objective = derive(spec(name))
    return objective, {player.name: player for player in objective.players}


def test_a_discriminator_learns_and_sends_nothing_back() -> None:
    _, players = derived("gan")
    phi = players["phi"]
    assert [(t.learns, t.through, t.weight) for t in phi.terms] == [
        (("D",), (), Fraction(1, 2)),
        (("D",), (), Fraction(1, 2)),
    ]
    assert (phi.nets, phi.constants, phi.discriminates) == (("D",), (), True)


def test_a_generator_moves_the_fake_side_alone() -> None:
    _, players = derived("gan")
    theta = players["theta"]
    (term,) = theta.terms
    assert (term.learns, term.through, term.weight) == ((), ("x_fake",), 1)
    (constant,) = theta.constants
    assert constant.body.reads == ("x",)
    assert not theta.discriminates


def test_where_both_values_of_y_have_a_gradient_weights_stay() -> None:
    _, players = derived("ali")
    assert [term.weight for term in players["eta,theta"].terms] == [Fraction(1, 2)] * 2


def test_terms_without_a_branch_are_not_divided() -> None:
    _, players = derived("pix2pix")
    weights = {type(t.body).__name__: t.weight for t in players["theta"].terms}
    assert weights == {"LogDensity": Fraction(1, 2), "Verdict": Fraction(1, 2)}
    _, players = derived("vae")
    assert {term.weight for term in players["theta,eta"].terms} == {1}


def test_gradient_goes_through_a_draw_to_what_made_its_parents() -> None:
    objective, players = derived("hvae")
    player = players["theta,eta"]
    assert nets_behind(objective, player, ["z"]) == {"E2", "E1"}
    assert nets_behind(objective, player, ["h"]) == {"E1"}
    assert nets_behind(objective, player, ["x"]) == set()


def test_gradient_stops_at_a_detached_draw() -> None:
    objective, players = derived("aavae")
    assert nets_behind(objective, players["theta,eta"], ["x_generated"]) == set()
    assert nets_behind(objective, players["theta,eta"], ["z_generated"]) == {"Q"}
    through = {name for term in players["theta,eta"].terms for name in term.through}
    assert through == {"z", "z_generated"}


def test_only_the_players_own_nets_are_behind_a_draw() -> None:
    objective, players = derived("gan")
    assert nets_behind(objective, players["theta"], ["x_fake"]) == {"G"}
    assert nets_behind(objective, players["phi"], ["x_fake"]) == set()


def test_what_passes_a_gradient() -> None:
    objective, _ = derived("vae")
    z, x = objective.draw("z"), objective.draw("x")
    assert passes_gradient(z)
    assert not passes_gradient(replace(z, detached=True))
    assert not passes_gradient(x)
    mean = replace(z, mean=True, estimator="")
    assert passes_gradient(mean)
    assert not passes_gradient(replace(mean, mean=False))


def test_an_estimator_by_value_asks_for_the_terms_of_all_that_depends_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(estimator, "ESTIMATORS", {"reparameterise": SCORE})
    objective = derive(unchecked(HIERARCHY))
    (player,) = objective.players
    assert needs_values(objective.draw("h"))
    assert not needs_values(replace(objective.draw("h"), detached=True))
    found = {term.body.reads: (term.by_value, term.through) for term in player.terms}
    assert found[("x", "h")] == (("h",), ())
    assert found[("h", "x", "z")] == (("h", "z"), ())
    assert all(term.learns for term in player.terms)


HIERARCHY = """
visible x : real[5] ~ data
latent h : real[4]
latent z : real[3] ~ Normal(0, 1)
h -> x ~ Normal(G1[θ], 1)
z -> h ~ G2[θ]
x ..> h ~ E1[η]
h ..> z ~ E2[η]
"""

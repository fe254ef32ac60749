"""How an inferred node meets its law: what the rule chooses, and what `match` says instead."""

from __future__ import annotations

import pytest

import schematic
from schematic.objective.estimator import ESTIMATORS, estimator_of_draw
from schematic.objective.match import ways_of
from schematic.objective.steps import write_steps
from schematic.objective.terms import Divergence, Draw
from tests.model.programs import PROGRAMS


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_rule_chooses_one_way(name: str) -> None:
    spec = schematic.parse(PROGRAMS[name])
    for factor in spec.dashed_into.values():
        solid = spec.solid_into.get(factor.child)
        is_prior = solid is not None and not spec.is_invertible(solid)
        has_law = is_prior or spec.nodes[factor.child].law is not None
        default = ("adversary" if factor.child in spec.judged else "kl",) if has_law else ()
        assert ways_of(spec, factor) == (factor.attributes.match.words or default)


def test_what_the_rule_would_choose_may_be_written() -> None:
    for name, word in (("vae", "kl"), ("aae", "adversary")):
        plain = schematic.parse(PROGRAMS[name])
        arrow = "E[η]" if name == "vae" else "E[θ]"
        said = schematic.parse(PROGRAMS[name].replace(arrow, f"{arrow} {{match = {word}}}"))
        assert str(said.objective) == str(plain.objective)
        assert write_steps(said.objective) == write_steps(plain.objective)


def test_a_sum_adds_its_ways_with_their_factors() -> None:
    spec = schematic.parse(PROGRAMS["kl_and_adversary"])
    scales = {type(t.body).kind: t.scale for t in spec.objective.players[1].terms}
    assert scales == {"log_density": 1, "divergence": 0.25, "verdict": 6}
    phi = spec.objective.players[0]
    assert {term.scale for term in phi.terms} == {1}
    steps = write_steps(spec.objective)
    assert "so the adversary matches it, 3 times over; z has a density" in steps


def test_beta_multiplies_the_kl_of_a_sum() -> None:
    text = PROGRAMS["infovae"].replace("samples = 2", "samples = 2, beta = 3")
    (player,) = schematic.parse(text).objective.players
    scales = {type(t.body).kind: t.scale for t in player.terms}
    assert scales == {"log_density": 1, "divergence": 1.5, "discrepancy": 10}


def test_a_node_that_nothing_matches_keeps_its_law_to_sample_from() -> None:
    spec = schematic.parse(PROGRAMS["vae"].replace("E[η]", "E[η] {match = nothing}"))
    terms = spec.objective.players[0].terms
    assert not any(isinstance(term.body, Divergence) for term in terms)
    assert "matched by nothing, as its arrow says" in write_steps(spec.objective)


def test_every_sampled_draw_names_its_estimator() -> None:
    for text in PROGRAMS.values():
        for draw in schematic.parse(text).objective.draws:
            is_inferred = draw.enumerated and not draw.is_summed
            assert bool(draw.estimator) == (draw.is_sampled or is_inferred)
            if draw.is_sampled:
                assert (draw.estimator == "detached") == draw.detached


def test_an_estimator_needs_an_ability_of_the_family() -> None:
    text = "visible x : unit[4] ~ data\nlatent b : binary[2] ~ Bernoulli(0.5)\nb -> x ~ G[θ]\n"
    text += "x ..> b ~ E[η]\ntrain wake-sleep\n"
    draws = schematic.parse(text).objective.draws
    assert {draw.estimator for draw in draws if draw.is_sampled} == {"detached"}
    asleep = next(draw for draw in draws if draw.factor is not None)
    assert estimator_of_draw(asleep) is ESTIMATORS["detached"]
    awake = Draw(**{**vars(asleep), "estimator": "reparameterise", "detached": False})
    assert estimator_of_draw(awake) is None

"""How an inferred node meets its law: what the rule chooses, and what `match` says instead."""

from __future__ import annotations

import pytest

import schematic
from schematic.graph.attributes import ATTRIBUTES
from schematic.objective.bound import BOUNDS
from schematic.objective.estimator import ESTIMATORS, estimator_of_draw
from schematic.objective.match import MATCHES, match_of
from schematic.objective.steps import write_steps
from schematic.objective.terms import Divergence, Draw
from tests.model.programs import PROGRAMS

WORDS = {
    "match": set(MATCHES),
    "gradient": set(ESTIMATORS) - {"detached"},  # no arrow can ask for no gradient
    "bound": set(BOUNDS),
}


@pytest.mark.parametrize("name", WORDS)
def test_every_word_has_a_room_and_every_room_a_word(name: str) -> None:
    assert all(ATTRIBUTES[name].accepts(word) for word in WORDS[name])
    assert len(ATTRIBUTES[name].takes.split(", ")) == len(WORDS[name])


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_rule_chooses_one_way(name: str) -> None:
    spec = schematic.parse(PROGRAMS[name])
    for factor in spec.dashed_into.values():
        match = match_of(spec, factor)
        has_law = factor.child in spec.solid_into or spec.nodes[factor.child].law is not None
        assert (match is not None) == has_law
        if match is not None:
            assert match.name == ("adversary" if factor.child in spec.judged else "kl")


def test_what_the_rule_would_choose_may_be_written() -> None:
    for name, word in (("vae", "kl"), ("aae", "adversary")):
        plain = schematic.parse(PROGRAMS[name])
        arrow = "E[η]" if name == "vae" else "E[θ]"
        said = schematic.parse(PROGRAMS[name].replace(arrow, f"{arrow} {{match = {word}}}"))
        assert str(said.objective) == str(plain.objective)
        assert write_steps(said.objective) == write_steps(plain.objective)


def test_a_node_that_nothing_matches_keeps_its_law_to_sample_from() -> None:
    spec = schematic.parse(PROGRAMS["vae"].replace("E[η]", "E[η] {match = nothing}"))
    terms = spec.objective.players[0].terms
    assert not any(isinstance(term.body, Divergence) for term in terms)
    assert "matched by nothing, as its arrow says" in write_steps(spec.objective)


def test_every_sampled_draw_names_its_estimator() -> None:
    for text in PROGRAMS.values():
        for draw in schematic.parse(text).objective.draws:
            assert bool(draw.estimator) == draw.is_sampled
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

"""The derivation, step by step: which part of the rule is said to apply, and to what."""

from __future__ import annotations

import pytest

from schematic.objective.rule import derive
from schematic.objective.steps import Step, derivation, write_steps
from tests.objective.specs import DATA, LABEL, spec, unchecked


def steps(name: str) -> list[Step]:
    return list(derivation(derive(spec(name))))


def texts(name: str, rule: str) -> list[str]:
    return [step.text for step in steps(name) if step.rule == rule]


def test_roots_inferred_nodes_and_reconstructions_of_a_vae() -> None:
    assert texts("vae", "1 roots") == ["x has no dashed arrow into it: drawn from the data"]
    assert texts("vae", "1 inferred") == ["z follows `x ..> z ~ Normal(E[η])`"]
    (text,) = texts("vae", "2 reconstruction")
    assert text.endswith("x is a root, so E[log p(x|z)] counts")
    (text,) = texts("vae", "3 matching")
    assert text == "z has a density, so −KL(q(z|x) ‖ p(z)) matches it"


def test_a_prior_is_named_by_its_law() -> None:
    assert texts("gan", "1 roots") == ["z has no dashed arrow into it: drawn from Normal(0, 1)"]


def test_a_cycle_makes_two_passes() -> None:
    assert texts("ali", "1 passes") == [
        "dashed arrows form a cycle; this pass starts from x",
        "dashed arrows form a cycle; this pass starts from z",
    ]


def test_a_conditional_prior_and_its_weight() -> None:
    (text,) = texts("hvae_weights", "2 conditional prior")
    assert text.endswith("h is inferred and has no law, so p(h|z) is its prior")
    first, second = texts("hvae_weights", "3 matching")
    assert first.endswith("−KL(q(h|x,z) ‖ p(h|z)) matches it, weighed by 3")
    assert second.endswith("−KL(q(z|x) ‖ p(z)) matches it")


def test_a_code_without_a_law_is_not_matched() -> None:
    assert texts("ae", "3 matching") == ["z has no law, so there is nothing to match"]


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("gan", "real is the own law, fake is inferred"),
        ("ali", "y picks the pass; real is the one that starts from data"),
        ("ada", "y picks the data set"),
    ],
)
def test_the_sides_of_a_game(name: str, where: str) -> None:
    (text,) = texts(name, "4 game")
    assert text.startswith("φ maximises E[log q(y|")
    assert text.endswith(where)


def test_a_game_without_two_sides_is_said() -> None:
    from schematic.objective.steps import _structure

    found = list(_structure(unchecked(DATA + LABEL + "x -!> y ~ D[φ]\n")))
    assert found[-1].text.endswith("there are no two sides")


def test_arrows_that_count_on_the_real_side() -> None:
    (text,) = texts("acgan", "4 real side")
    assert text.endswith("touches what is judged: it counts for real x")
    assert texts("gan", "4 real side") == []


def test_reweighting() -> None:
    (text,) = texts("aavae", "5 reweighting")
    assert text == "y is inferred: real and generated x, half each, weigh qʳ(y=0|x)"
    (text,) = texts("aavae_degenerate", "5 reweighting")
    assert text == "the perfect discriminator: real weighs 1, generated 0"


def test_wake_and_sleep_are_the_rule_twice() -> None:
    found = steps("helmholtz1")
    heads = [step.text.partition(":")[0] for step in found if step.rule == "6 wake–sleep"]
    assert heads == ["wake", "sleep"]
    counted = [s.text.rpartition("E[")[2] for s in found if s.rule == "2 reconstruction"]
    assert counted == ["log p(x|h)] counts", "log q(h|x)] counts"]
    assert [s.text for s in found if s.rule == "1 inferred"] == [
        "h follows `x ..> h ~ Bernoulli(R[λ])`",
        "x follows `h ..> x ~ Bernoulli(G[θ])`",
    ]


def test_constants_and_shares() -> None:
    assert texts("gan", "cancel") == ["θ: log qʳ(y=real|x) is free of θ"]
    assert texts("gan", "scale") == [
        "φ: y has a gradient with probability 1; divide by it",
        "θ: y has a gradient with probability ½; divide by it",
    ]
    assert texts("vae", "scale") == []
    assert texts("vae", "keep") == ["θ,η: log p(x|z), KL(q(z|x) ‖ p(z))"]


def test_lines_are_numbered_and_aligned() -> None:
    lines = write_steps(derive(spec("gan"))).splitlines()
    found = steps("gan")
    assert [int(line.split(".")[0]) for line in lines] == list(range(1, len(lines) + 1))
    columns = {line.index(step.text) for line, step in zip(lines, found, strict=True)}
    assert len(columns) == 1

"""Attributes: the words of their rows are the files that say what the words mean."""

from __future__ import annotations

import pytest

from schematic.diagnostics import Source
from schematic.graph import elaborate
from schematic.graph.attributes import ATTRIBUTES, AttributeValue, Form, Option
from schematic.graph.shares import Share, Shares
from schematic.objective.bound import BOUNDS
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.match import MATCHES
from schematic.prices import PRICES
from schematic.syntax.parse import parse

SPEC = """
visible x : real[4] ~ data
latent  z : real[2] ~ Normal(0, 1)
z ->  x ~ G[θ]
x ..> z ~ E[η] {match = MATCH}
"""
WRITTEN = {
    "match": set(MATCHES.words),
    "gradient": set(ESTIMATORS.words) - {"detached"},  # what has no gradient is not asked for
    "bound": set(BOUNDS.words),
    "loss": set(PRICES.words),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_the_words_of_an_attribute_are_files(name: str) -> None:
    option = ATTRIBUTES[name]
    assert set(option.words) == WRITTEN[name]
    assert all(f"{word}" in option.takes for word in WRITTEN[name])
    assert all(option.accepts(_value(option, word)) for word in WRITTEN[name])
    assert not option.accepts(_value(option, "nonsense"))


def _value(option: Option, word: str) -> AttributeValue:
    return Shares((Share(word),)) if option.form is Form.SUM else word


SUMS = {
    "kl + 100 mmd": True,
    "0.5 kl + mmd + 2 adversary": True,
    "2 kl": True,
    "kl + kl": False,
    "0 kl": False,
    "-1 kl + mmd": False,
    "nothing": True,
    "2 nothing": False,
    "kl + nothing": False,
    "kl + jensen": False,
    "4": False,
}


@pytest.mark.parametrize(("written", "accepted"), SUMS.items())
def test_a_match_is_a_sum_of_different_words(written: str, accepted: bool) -> None:
    _, findings, _ = elaborate(parse(Source.of("text", SPEC.replace("MATCH", written)))[0])
    codes = {finding.code for finding in findings}
    assert ("SGM209" in codes) is not accepted


def test_the_order_of_a_sum_says_nothing() -> None:
    parts = (Share("kl"), Share("mmd", 2))
    one, other = Shares.of(parts), Shares.of(parts[::-1])
    assert one == other
    assert str(one) == "kl + 2 mmd"

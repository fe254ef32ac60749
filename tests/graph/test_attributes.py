"""Attributes: the words of their rows are the files that say what the words mean."""

from __future__ import annotations

import re

import pytest

from schematic.graph.attributes import ATTRIBUTES
from schematic.objective.bound import BOUNDS
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.match import MATCHES
from schematic.prices import PRICES

WRITTEN = {
    "match": set(MATCHES.words),
    "gradient": set(ESTIMATORS.words) - {"detached"},  # what has no gradient is not asked for
    "bound": set(BOUNDS.words),
    "loss": set(PRICES.words),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_the_words_of_an_attribute_are_files(name: str) -> None:
    option = ATTRIBUTES[name]
    assert set(re.findall(r"[\w-]+", option.takes)) == WRITTEN[name]
    assert all(option.accepts(word) for word in WRITTEN[name])
    assert not option.accepts("nonsense")

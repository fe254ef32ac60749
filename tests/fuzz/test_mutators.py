"""Mutators change what they are given, and much of what they make is still understood."""

from __future__ import annotations

from random import Random

import pytest

from tests.fuzz.fuzz_target import TARGETS, starting_inputs
from tests.fuzz.guard import feed
from tests.fuzz.mutators.parts_changed import changed_parts
from tests.fuzz.mutators.value_changed import changed_value

DEEP = {"a": 1, "b": [1, 2, {"c": "d"}], "e": {}}


@pytest.mark.parametrize("name", sorted(set(TARGETS.modules) - {"run_folder"}))
def test_most_changes_change(name: str) -> None:
    dice, parents = Random(0), starting_inputs(name)
    pairs = [(p, TARGETS[name].change(p, dice, parents)) for p in dice.choices(parents, k=200)]
    assert sum(before != after for before, after in pairs) > 150


@pytest.mark.parametrize(("name", "word"), [("printers", "nodes"), ("formatter", "laid out")])
def test_many_changed_specs_are_right(name: str, word: str) -> None:
    dice, parents = Random(0), TARGETS[name].seeds()
    made = [TARGETS[name].change(dice.choice(parents), dice, parents) for _ in range(60)]
    assert sum(word in feed(TARGETS[name], data) for data in made) > 15


def test_values_change_somewhere() -> None:
    dice = Random(0)
    changed = [changed_value(DEEP, dice) for _ in range(50)]
    assert sum(repr(value) != repr(DEEP) for value in changed) > 40
    assert DEEP == {"a": 1, "b": [1, 2, {"c": "d"}], "e": {}}


def test_nothing_can_be_changed_too() -> None:
    assert changed_parts([], Random(0), ["a"]) == ["a"]

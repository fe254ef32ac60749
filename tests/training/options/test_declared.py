"""Every option of a run is declared once, and all that reads options is made from that."""

import argparse
from dataclasses import fields

import pytest

from schematic.cli.run_options import add_options, values_of
from schematic.ranges import COUNT, Range
from schematic.training.options.config import (
    OPTIONS,
    REQUESTED,
    Config,
    Request,
    with_defaults,
)
from schematic.training.options.config_file import read_json, write_json
from schematic.training.options.option import GROUPS, Option
from schematic.training.options.values import Choice, Each, Flag, Number, Pair, Text, Values

CHOSEN = {
    "data": "ring",
    "steps": 3,
    "batch": 4,
    "lr": 0.1,
    "betas": (0.5, 0.9),
    "log_every": 1,
    "checkpoint_every": 1,
    "settings": {"d": 128},
    "shapes": {"x": (2, 3)},
    "scales": {"x": (-1.0, 1.0)},
}


def test_each_field_is_declared() -> None:
    assert set(REQUESTED) == {each.name for each in fields(Request)}
    assert set(OPTIONS) >= {each.name for each in fields(Config)}


def test_options_that_nothing_else_settles_have_a_default() -> None:
    config = with_defaults({**CHOSEN, "seed": None})
    assert (config.seed, config.precision, config.labels) == (0, "float32", None)


def test_options_come_back_from_their_file() -> None:
    config = with_defaults({**CHOSEN, "seed": 7, "fast": True, "columns": {"x": "pixels"}})
    assert read_json(write_json(config, {}), "config.json") == config


def test_a_new_option_needs_its_declaration_only() -> None:
    declared = {
        "warmth": Option(Number(Range(0, 1)), "how warm", group="heat", metavar="SHARE"),
        "colour": Option(Choice(("red", "blue")), "which", group="heat"),
        "is_lit": Option(Flag(), "whether it burns", group="heat", flag="--lit"),
        "ends": Option(Pair(Range(0, 1)), "two", group="heat"),
        "name": Option(Text(), "what it is called", group="heat"),
        "count": Option(Number(COUNT), group="heat"),
    }
    parser = argparse.ArgumentParser()
    headed = add_options(parser, declared, ["heat"])
    assert [group.title for group in headed.values()] == ["heat"]
    words = ["--warmth", "0.5", "--colour", "red", "--lit", "--ends", "0,1", "--name", "x"]
    assert values_of(parser.parse_args(words), declared) == {
        "warmth": 0.5,
        "colour": "red",
        "is_lit": True,
        "ends": (0.0, 1.0),
        "name": "x",
    }
    assert "how warm" in parser.format_help()


def test_all_headings_are_listed() -> None:
    assert {option.group for option in REQUESTED.values()} <= set(GROUPS)


@pytest.mark.parametrize(
    ("takes", "wrong"),
    [
        (Number(COUNT), [0, 2.5, "3", True, 2**63, None]),
        (Number(Range(0, 1)), ["x", float("nan"), float("inf"), None]),
        (Pair(Range(0, 1)), [0.5, [1.0], [1.0, "x"], [1.0, 2.0, 3.0]]),
        (Choice(("a", "b")), ["c", None, 1]),
        (Flag(), [0, "true", None]),
        (Text(), [1, None]),
        (Each(Text()), [[], {"x": 1}]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Values) else None,
)
def test_no_other_value_is_read_from_a_file(takes: Values, wrong: list[object]) -> None:
    for value in wrong:
        with pytest.raises(ValueError):
            takes.read(value)

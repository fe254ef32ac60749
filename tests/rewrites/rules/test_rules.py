"""What every rewrite says of itself holds: how it is written, what it does, what undoes it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, event, given, settings

import schematic
from schematic.graph import Schematic
from schematic.rewrites.apply import step
from schematic.rewrites.chain import read_rewrites
from schematic.rewrites.rewrite import Rewrite
from schematic.rewrites.rewritten import way_back
from schematic.rewrites.rules import RULES, moves
from schematic.rewrites.sameness.equality import equal
from tests.rewrites.generated import schematics
from tests.rewrites.shipped import spec


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_reads_and_writes_its_example(rule: type[Rewrite]) -> None:
    (read,) = read_rewrites(rule.example)
    assert type(read) is rule
    assert str(read) == rule.example
    assert rule.summary


def test_no_text_is_two_rewrites() -> None:
    for example in (rule.example for rule in RULES.values()):
        assert sum(rule.read(example) is not None for rule in RULES.values()) == 1


def test_the_beginning_of_a_form_is_no_rewrite_of_another() -> None:
    """`add code` lacks a name; it does not add an indicator that is called `code`."""
    for text in ("add code", "drop code"):
        assert any(rule.read(text) for rule in RULES.values())
        assert any(rule.is_begun(text) for rule in RULES.values())


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(schematics())
def test_what_takes_nothing_away_is_undone_by_its_inverse(original: Schematic) -> None:
    for rewrite in moves(original):
        result = step(rewrite, original)
        if rewrite.takes_away or rewrite.cost > 1 or not isinstance(result, Schematic):
            continue
        (inverse,) = read_rewrites(rewrite.inverse(original))
        back = step(inverse, result)
        event(type(rewrite).__name__)
        assert isinstance(back, Schematic)
        assert equal(back, original)


@pytest.mark.parametrize(
    ("start", "chain", "back"),
    [
        ("gan", "add code z | swap processes", "swap processes | drop code z"),
        ("infogan", "swap x <-> z", "swap x <-> z"),
        ("infogan", "drop code z", "add code z"),
        ("aavae", "degenerate y | drop y", "add y | activate y"),
        ("vae", "match z by red", "match z by kl"),
        ("aae", "match z by nothing", "match z by red"),
        ("gan", "gan to vae", "vae to gan"),
    ],
)
def test_the_way_back_is_told(start: str, chain: str, back: str) -> None:
    assert way_back(spec(start), chain) == back


def test_there_is_no_way_back_to_what_was_lost() -> None:
    text = "visible x : unit ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
    text += "z -> x ~ G[θ]\nx ..> z ~ E[η] {beta = 4}\n"
    weighed = schematic.parse(text)
    assert way_back(weighed, "match z by red") is None
    assert way_back(schematic.parse(text.replace(" {beta = 4}", "")), "match z by red")

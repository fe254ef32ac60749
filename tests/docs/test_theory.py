"""docs/theory.md: the rule fits on a screen, and each word of the language has its part in it."""

from __future__ import annotations

import re

from docs.press.places import DOCS
from schematic.graph.attributes import ATTRIBUTES, spelling

TEXT = (DOCS / "theory.md").read_text(encoding="utf-8")
RULE, _, REST = TEXT.partition("## The rule\n")[2].partition("### What refines the rule\n")
TABLE = REST.partition("\n### ")[0]


def test_the_rule_fits_on_a_screen() -> None:
    lines = RULE.strip().splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 120
    assert re.findall(r"^(\d)\. ", RULE, re.MULTILINE) == list("123456")


def test_every_attribute_has_its_part() -> None:
    words = set(re.findall(r"`([a-z]+)", RULE + TABLE)) | {"degenerate"}
    assert {spelling(name) for name in ATTRIBUTES} - words == set()
    assert "`{degenerate}`" in RULE


def test_every_word_names_the_part_that_it_refines() -> None:
    rows = [re.split(r" (?<!\\)\| ", row)[1] for row in TABLE.splitlines() if row[:2] == "| "][2:]
    assert len(rows) >= 20
    assert all(re.fullmatch(r"[1-6](?:, [1-6])*|scale|–", part) for part in rows)

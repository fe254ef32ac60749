"""Fixes are certain: each one makes its finding go away, and brings no other error."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from schematic.diagnostics import Diagnostic, Source
from schematic.diagnostics.edit import edited
from schematic.diagnostics.report import write_json, write_sarif
from schematic.pipeline import examine
from schematic.resources import zoo
from schematic.syntax.parse import read
from tests.checks.test_bad import BAD

_WORD = re.compile(r"[^\W\d]\w{2,}|[\[\](){}:~=,]")
SLIPS = 2


def said(findings: tuple[Diagnostic, ...]) -> Counter[tuple[str, str]]:
    return Counter((f.code, f.message) for f in findings)


def errors_of(findings: tuple[Diagnostic, ...]) -> Counter[tuple[str, str]]:
    return said(tuple(f for f in findings if f.severity == "error"))


def weight(findings: tuple[Diagnostic, ...]) -> tuple[int, int]:
    """How many errors there are, and how many findings."""
    return errors_of(findings).total(), len(findings)


def follow(source: Source, before: tuple[Diagnostic, ...], finding: Diagnostic) -> str:
    """The text after the fix of a finding, which is certain."""
    text = edited(source.text, finding.fix)
    after = examine(Source(source.name, text)).findings
    assert weight(after) < weight(before), (finding, text)
    assert not errors_of(after) - errors_of(before), (finding, text)
    return text


@pytest.mark.parametrize("name", BAD)
def test_every_fix_of_every_bad_spec_is_certain(name: str) -> None:
    source = read(BAD[name])
    findings = examine(source).findings
    for finding in findings:
        if finding.fix:
            follow(source, findings, finding)


def test_these_findings_have_fixes() -> None:
    found = {f.code for path in BAD.values() for f in examine(read(path)).findings if f.fix}
    wanted = (101, 102, 105, 108, 110, 114, 203, 204, 209, 301, 320, 391, 392)
    assert found >= {f"SGM{number}" for number in wanted}


def slipped(text: str, draw: random.Random) -> tuple[str, int]:
    """A spec in which one word has a letter too few or two exchanged, or one sign is missing."""
    places = [
        word
        for line in re.finditer(r"^[^#\n\"]*", text, re.MULTILINE)
        for word in _WORD.finditer(text, line.start(), line.end())
    ]
    word = draw.choice(places)
    old = word.group()
    at = draw.randrange(len(old))
    new = old[:at] + old[at + 1 :]
    if len(old) > 1 and draw.random() < 0.5:
        new = (
            old[: at - 1] + old[at] + old[at - 1] + old[at + 1 :]
            if at
            else old[1] + old[0] + old[2:]
        )
    return text[: word.start()] + new + text[word.end() :], word.start()


def test_fixes_of_slips_are_certain_and_mostly_bring_the_spec_back() -> None:
    draw = random.Random(0)
    met = mended = back = 0
    for name, path in zoo().items():
        text = path.read_text(encoding="utf-8")
        for _ in range(SLIPS):
            wrong, _ = slipped(text, draw)
            source = Source(name, wrong)
            findings = examine(source).findings
            if not errors_of(findings):
                continue
            met += 1
            fixes = [f for f in findings if f.fix and f.severity == "error"]
            texts = [follow(source, findings, finding) for finding in fixes]
            mended += bool(texts)
            back += any("".join(each.split()) == "".join(text.split()) for each in texts)
    assert met > 100
    assert mended > 0.6 * met
    assert back > 0.8 * mended


def test_what_a_fix_takes_away_leaves_no_gap() -> None:
    text = "model A\n\nlatent z : real[2]  # idle\nvisible x : unit ~ data\n"
    findings = examine(Source("a", text)).findings
    fixes = [f.fix for f in findings if f.code == "SGM391"]
    assert edited(text, fixes[0]) == "model A\n\nvisible x : unit ~ data\n"


def test_names_that_differ_in_a_number_are_no_slips() -> None:
    text = "visible x1 : unit ~ data\nvisible code1 : unit ~ data\ncode2 -> x1 ~ G[θ]\n"
    (unknown,) = (f for f in examine(Source("a", text)).findings if f.code == "SGM202")
    assert not unknown.fix


def test_reports_carry_fixes() -> None:
    source = Source("a.sgm", Path(BAD["names"]).read_text(encoding="utf-8"))
    findings = [f for f in examine(source).findings if f.code == "SGM203"]
    assert '"text": "Normal"' in write_json(findings, source)
    sarif = write_sarif(findings, source)
    assert '"fixes"' in sarif
    assert '"insertedContent": {' in sarif

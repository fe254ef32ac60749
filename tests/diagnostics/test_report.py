"""Findings → text: excerpts of any line, and formats that tools read."""

from __future__ import annotations

import json
from itertools import count

import pytest

from schematic.diagnostics import Diagnostic, SchematicError, Source, Span
from schematic.diagnostics.diagnostic import LONGEST_WORD, closest, did_you_mean, listed, page
from schematic.diagnostics.report import FORMATS, display_width, write_concise, write_text
from schematic.pipeline import examine


def excerpt(text: str, start: int, end: int) -> list[str]:
    """The line of the excerpt and the carets below it."""
    finding = Diagnostic("SGM101", "wrong", Span(start, end))
    return write_text([finding], Source.of("a.sgm", text)).split("\n")[3:5]


def test_carets_stand_below_what_they_mean() -> None:
    assert excerpt("one\ntwo three", 8, 13) == [" 2 | two three", "   |     ^^^^^"]


@pytest.mark.parametrize(("start", "end"), [(3, 4), (3, 3), (0, 99)])
def test_carets_stay_on_the_line(start: int, end: int) -> None:
    line, carets = excerpt("abc\ndef", start, end)
    assert line == " 1 | abc"
    assert 1 <= carets.count("^") <= 3


def test_wide_letters_take_two_columns() -> None:
    assert excerpt("変数 x", 3, 4) == [" 1 | 変数 x", "   |      ^"]
    assert display_width("変数é") == 5
    assert display_width("e\u0301") == 1


def test_what_cannot_be_seen_is_replaced() -> None:
    line, _ = excerpt("a\tb\x1b[31m\u200b\ud800\u00a0c", 0, 1)
    assert line == " 1 | a b�[31m�� c"


def test_a_long_line_is_cut_around_the_place() -> None:
    line, carets = excerpt("x" * 5000 + "HERE" + "x" * 5000, 5000, 5004)
    assert len(line) < 200
    assert line[carets.index("^") : carets.rindex("^") + 1] == "HERE"


def test_findings_without_a_source_or_a_place() -> None:
    finding = Diagnostic("SGM106", "nothing", None, cure="write something")
    assert str(SchematicError([finding])) == "error[SGM106]: nothing\n   = cure:  write something"
    assert write_concise([finding], Source("a.sgm", "")) == "a.sgm: error[SGM106] nothing"


def test_findings_are_ordered_and_each_is_told_once() -> None:
    late, early = Diagnostic("SGM101", "b", Span(5, 6)), Diagnostic("SGM101", "a", Span(1, 2))
    file = Diagnostic("SGM393", "c", None)
    assert SchematicError([late, early, file, late]).diagnostics == (file, early, late)


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_formats_that_tools_read(form: str) -> None:
    source = Source.of("my specs/a.sgm", "visible x : unit ~ data\nz -> x ~ G[θ]\nlet d = 1e999")
    findings = examine(source).findings
    found = json.loads(FORMATS[form](findings, source))
    if form == "sarif":
        (run,) = found["runs"]
        assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"SGM202", "SGM215"}
        place = run["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "my%20specs/a.sgm"
        assert place["region"]["startLine"] == 2
    else:
        assert [(f["code"], f["line"], f["column"]) for f in found] == [
            ("SGM202", 2, 1),
            ("SGM215", 3, 9),
        ]


def test_names_are_found_that_were_meant() -> None:
    assert closest("Norml", ["Normal", "Laplace"]) == "Normal"
    assert closest("q", ["x", "z"]) is None
    assert did_you_mean("q", ["x", "z"]) == "known: `x`, `z`"
    assert did_you_mean("q", []) == ""
    assert listed(f"x{i}" for i in count()).endswith("`x7`, …")


def test_a_code_has_one_page() -> None:
    def again() -> Diagnostic:
        """One more page of a code."""
        return Diagnostic("SGM101", "wrong", None)

    with pytest.raises(ValueError, match="SGM101 has a page already"):
        page("SGM101")(again)


def test_endless_names_are_cut() -> None:
    name = "x" * 10_000
    finding = Diagnostic("SGM202", f"no node is called `{name}`", None)
    assert finding.message == f"no node is called `{'x' * LONGEST_WORD}…`"


def test_the_users_spelling_is_kept() -> None:
    text = "visible x : unit ~ data\nlatent {} : real[4]\n{} -> x ~ G[{}]"
    for name in ("θ", "theta"):
        (finding,) = examine(Source.of("a", text.replace("{}", name))).findings
        assert finding.message == f"nothing says where `{name}` comes from"

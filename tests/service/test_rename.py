"""Renaming: everywhere, in both spellings of Greek, and only where the text still says the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schematic.diagnostics.edit import edited
from schematic.graph.names import ascii_name, greek
from schematic.service import Document
from schematic.service.questions.rename import rename, renamed_at
from schematic.service.table import Kind
from tests.service.renamed_schematic import Renamed
from tests.service.zoo import SPECS, place, spec

NAMES = (
    "q7",
    "Ξ",
    "Xi",
    "frozen",
    "net",
    "x",
    "z",
    "θ",
    "theta",
    "G",
    "d",
    "t",
    "z_1",
    "y",
    "Normal",
    "a b",
    "",
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SPECS)), st.integers(0), st.just("q7") | st.sampled_from(NAMES))
def test_renaming_changes_the_schematic_only_in_the_name(name: str, which: int, new: str) -> None:
    before = spec(name)
    users = [o for o in before.table.occurrences if o.symbol.kind.is_users]
    here = users[which % len(users)]
    answer = rename(before, here.span.start, new)
    if not answer.edits:
        assert answer.refusal and answer.cure
        assert new != "q7", f"a free name is refused: {answer.refusal}"
        return
    after = Document.of(edited(before.text, answer.edits), before.source.name)
    old, result = before.examination.schematic, after.examination.schematic
    wanted = new if here.symbol.kind is Kind.MODEL else ascii_name(new)
    symbol = here.symbol
    if symbol.kind is Kind.MODEL:
        symbol = symbol._replace(name=old.name)
    assert Renamed(old, symbol, wanted).key() == Renamed(result, symbol, wanted).key()
    assert [f.code for f in before.findings] == [f.code for f in after.findings]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(sorted(SPECS)), st.integers(0))
def test_renaming_back_restores_the_text(name: str, which: int) -> None:
    before = spec(name)
    users = [o for o in before.table.occurrences if o.symbol.kind.is_users]
    here = users[which % len(users)]
    written = {before.source.excerpt(o.span) for o in before.table.of_symbol(here.symbol)}
    assume(len(written) == 1)
    after = Document.of(edited(before.text, rename(before, here.span.start, "q7").edits))
    back = rename(after, after.text.index("q7"), written.pop())
    assert edited(after.text, back.edits) == before.text


def test_both_spellings_are_one_name() -> None:
    document = Document.of(SPECS["gan"].replace("D[φ]", "D[phi]"))
    at = place(document, "G[θ]", 2)
    for taken in ("phi", "φ"):
        refused = rename(document, at, taken)
        assert not refused.edits and "parameter group" in refused.refusal
        assert "phi2" in refused.cure
    assert rename(document, at, "theta").edits
    assert greek("theta") == document.source.excerpt(rename(document, at, "theta").edits[0].span)


@pytest.mark.parametrize(
    ("written", "other"), [("θ", "theta"), ("theta", "θ"), ("G", ""), ("θ_x", "theta_x")]
)
def test_the_other_spelling_of_a_name_is_told(written: str, other: str) -> None:
    document = Document.of(SPECS["gan"].replace("G[θ]", f"G[{written}]"))
    at = place(document, f"G[{written}]", 2 if written != "G" else 0)
    assert rename(document, at, "q7").other == other


def test_a_renamed_text_that_stands_alone_reads_no_file(tmp_path: Path) -> None:
    text = f'model B = swap x <-> z in "{tmp_path}/a.sgm"\n'
    document = Document.of(text, alone=True)
    (tmp_path / "a.sgm").write_text(SPECS["gan"], encoding="utf-8")
    assert rename(document, place(document, "B"), "C").edits


@pytest.mark.parametrize("word", ["net", "frozen", "by", "1x", "x-y", "x y", "", "x\ny", "½"])
def test_what_cannot_be_a_name_is_refused(word: str) -> None:
    document = spec("vae")
    answer = rename(document, place(document, "z ->"), word)
    assert not answer.edits and answer.refusal and answer.cure


def test_a_name_that_is_the_copy_of_another_is_refused() -> None:
    document = Document.of("latent h[0] : real[2] ~ Normal\nlatent k : real[2] ~ Normal\n")
    assert not rename(document, place(document, "k :"), "h_0").edits
    assert rename(document, place(document, "k :"), "h_1").edits


def test_a_copy_is_renamed_in_both_of_its_spellings() -> None:
    text = (
        "latent h[t] : real[2] ~ Normal for t in 1..2\nvisible x : unit ~ data\nh_1 -> x ~ G[θ]\n"
    )
    document = Document.of(text)
    edits = rename(document, place(document, "h[t]"), "state").edits
    assert "state[t]" in edited(text, edits) and "state_1 -> x" in edited(text, edits)


def test_a_name_in_a_line_that_does_not_parse_is_not_renamed_by_halves() -> None:
    document = Document.of(SPECS["vae"] + "z -> \n")
    refused = rename(document, place(document, "z ->"), "h")
    assert not refused.edits and "does not parse" in refused.refusal
    assert rename(document, place(document, "G["), "F").edits


def test_words_of_the_language_have_no_other_name() -> None:
    document = spec("vae")
    for word in ("Normal", "mlp", "real", "latent"):
        assert renamed_at(document, place(document, word)) is None
        assert rename(document, place(document, word), "q").refusal

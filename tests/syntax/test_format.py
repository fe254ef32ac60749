"""The canonical layout: what it looks like, that it is stable, and that it loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from schematic.diagnostics import SchematicError, Source
from schematic.syntax import format as layout
from schematic.syntax.format import FormatError, format_source
from schematic.syntax.parse import parse
from tests.syntax.program_tokens import PROGRAMS
from tests.syntax.strategies import programs

CASES = {path.stem: path for path in sorted((Path(__file__).parent / "layout").glob("*.sgm"))}


@pytest.mark.parametrize("name", CASES)
def test_layout(name: str) -> None:
    text = CASES[name].read_text(encoding="utf-8")
    before, after = text.split("# output\n")
    assert format_source(Source.of(name, before)) == after
    assert format_source(Source.of(name, after)) == after


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(programs())
def test_a_layout_says_the_same_and_is_stable(text: str) -> None:
    source = Source.of("generated", text)
    tree, findings = parse(source)
    assert not findings
    formatted = format_source(source)
    again, _ = parse(Source.of("formatted", formatted))
    assert again.statements == tree.statements
    assert [c.text.strip() for c in again.comments] == [c.text.strip() for c in tree.comments]
    assert format_source(Source.of("formatted", formatted)) == formatted
    assert "\r" not in formatted
    assert "\n\n\n" not in formatted
    assert formatted == formatted.strip("\n") + "\n" * bool(formatted)


@pytest.mark.parametrize("text", PROGRAMS)
def test_what_does_not_parse_is_refused(text: str) -> None:
    source = Source.of("program", text)
    _, findings = parse(source)
    if findings:
        with pytest.raises(SchematicError) as caught:
            format_source(source)
        assert caught.value.diagnostics == findings
    else:
        assert format_source(source)


@pytest.mark.parametrize("text", ["", "\n\n", " \t\n"])
def test_nothing_is_laid_out_as_nothing(text: str) -> None:
    assert format_source(Source.of("nothing", text)) == ""


def test_a_layout_that_would_change_the_meaning_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "write_cells", lambda statement: ("let", "d", "= 5"))
    with pytest.raises(FormatError, match="left alone"):
        format_source(Source.of("spec", "let d = 4"))


def test_a_long_line_does_not_make_the_others_long() -> None:
    many = ", ".join(f"x{i}" for i in range(2000))
    lines = [f"{many} -> y ~ G[θ]", *["z -> y ~ G[θ]  # a comment"] * 500]
    formatted = format_source(Source.of("spec", "\n".join(lines)))
    assert max(map(len, formatted.splitlines()[1:])) < 60

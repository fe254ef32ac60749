"""Bytes → text → statements: every way in, every place, one finding a broken statement."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings

import schematic
from schematic.diagnostics import SchematicError, Source, Span
from schematic.pipeline import examine
from schematic.syntax.lookalikes import MOST_FINDINGS
from schematic.syntax.parse import LONGEST_STATEMENT, decode, parse, read
from schematic.syntax.statements import cut
from schematic.syntax.write import write_statement
from tests.pipeline.test_good import ALL
from tests.syntax.strategies import programs
from tests.timing import least_seconds


def codes(text: str) -> list[str]:
    """The codes of what is found in a text, in order."""
    return [finding.code for finding in examine(Source.of("text", text)).findings]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"model X\xff", "byte 7 is 0xff"),
        (b"\x89PNG\r\n\x1a\n\0\0", "byte 0 is 0x89"),
        (b"model X\0", "byte 7 is NUL"),
        ("model X".encode("utf-16"), "byte 0 is 0xff"),
    ],
)
def test_bytes_that_are_no_text(raw: bytes, reason: str) -> None:
    with pytest.raises(SchematicError) as caught:
        decode("x.sgm", raw)
    (finding,) = caught.value.diagnostics
    assert finding.code == "SGM104"
    assert reason in finding.message


@pytest.mark.parametrize("path", ["missing.sgm", ".", "a\0b"])
def test_paths_that_cannot_be_read(path: str, tmp_path: Path) -> None:
    with pytest.raises(SchematicError) as caught:
        schematic.load(tmp_path / path)
    assert [finding.code for finding in caught.value.diagnostics] == ["SGM107"]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_do_not_count(name: str, end: str, tmp_path: Path) -> None:
    text = ALL[name].read_text(encoding="utf-8")
    copy = tmp_path / ALL[name].name
    copy.write_bytes(("\ufeff" + text.replace("\n", end)).encode())
    assert schematic.load(copy) == schematic.load(ALL[name])


@pytest.mark.parametrize("text", ["", "\n", "# only this", "\r\r", " \t\x0b"])
def test_nothing_is_one_finding(text: str) -> None:
    assert codes(text) == ["SGM106"]


def test_a_statement_may_be_too_long() -> None:
    (finding,) = examine(Source.of("text", "x" * (LONGEST_STATEMENT + 1))).findings
    assert finding.code == "SGM103"


@pytest.mark.slow
@pytest.mark.parametrize("letter", ["(", "#", "x", " ", "\r", "a-", ";", "（", "“"])
def test_megabytes_take_seconds(letter: str) -> None:
    text = "net G = " + letter * (2_000_000 // len(letter))
    assert least_seconds(lambda: examine(Source.of("text", text)), times=1) < 30


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", ["# abc", "", "z -> x ~ G[θ", "z -> x & G[θ]", "net G = mlp(", "z ~ N(0, I)", "d;"]
)
def test_time_is_linear_in_the_lines(line: str) -> None:
    def seconds(lines: int) -> float:
        source = Source.of("text", "net F = mlp(\n" + f"{line}\n" * lines + "4)")
        return least_seconds(lambda: parse(source))

    assert seconds(8_000) < 40 * seconds(1_000) + 0.1


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(programs())
def test_every_part_lies_within_its_statement(text: str) -> None:
    source = Source.of("generated", text)
    tree, findings = parse(source)
    chunks, _ = cut(source)
    assert not findings
    assert [statement.span for statement in tree.statements] == [chunk.span for chunk in chunks]
    for statement in tree.statements:
        assert all(_within(part, statement.span) for part in _parts(statement))


def _parts(part: object) -> list[object]:
    if isinstance(part, tuple):
        return [inner for each in part for inner in _parts(each)]
    if not is_dataclass(part):
        return []
    values = [getattr(part, f.name) for f in fields(part)]
    return [part, *(inner for value in values for inner in _parts(value))]


def _within(part: object, outer: Span) -> bool:
    if isinstance(part, Span):
        return outer.start <= part.start <= part.end <= outer.end
    span = getattr(part, "span", None)
    return span is None or span.start < span.end


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("slip", ["{} &", "& {}", "{} (", "{} {}", "q{}"])
def test_a_broken_statement_costs_only_itself(name: str, slip: str) -> None:
    source = read(ALL[name])
    tree, _ = parse(source)
    for statement in tree.statements:
        start, end = statement.span.start, statement.span.end
        slipped = slip.replace("{}", source.text[start:end])
        if slip == "q{}" and not source.text[start:end].startswith(("net", "let", "visible")):
            continue
        text = source.text[:start] + slipped + source.text[end:]
        (finding,) = examine(Source.of("text", text)).findings
        assert finding.code.startswith("SGM1")
        assert finding.span is not None
        assert start <= finding.span.start <= start + len(slipped)


def test_an_open_bracket_does_not_swallow_the_next_statement() -> None:
    text = "latent z : real[4\nlatent w : real[q]\nz -> x ~ G[θ\nnet G = mlp(\n# so\n64"
    assert codes(text) == ["SGM105", "SGM206", "SGM105", "SGM105"]


WIDE = str.maketrans("()[]{},:=~", "（）［］｛｝，：＝～")


@pytest.mark.parametrize("name", ALL)
def test_full_width_signs_are_read_as_meant(name: str) -> None:
    text = ALL[name].read_text(encoding="utf-8")
    lines = [line.partition("#")[0].rstrip() for line in text.split("\n")]
    plain = Source.of("text", "\n".join(line for line in lines if '"' not in line))
    wide = Source.of("text", plain.text.translate(WIDE))
    tree, findings = parse(wide)
    assert tree.statements == parse(plain)[0].statements
    assert {finding.code for finding in findings} == {"SGM102"}
    mended = wide.text
    for finding in reversed(findings):
        assert finding.span is not None
        sign = finding.cure.removeprefix("write `").removesuffix("`")
        mended = mended[: finding.span.start] + sign + mended[finding.span.end :]
    assert len(findings) == MOST_FINDINGS or mended == plain.text


@pytest.mark.parametrize("name", ALL)
def test_a_semicolon_at_the_end_of_a_line_is_to_be_removed(name: str) -> None:
    tree, _ = parse(read(ALL[name]))
    text = "".join(f"{write_statement(statement)};\n" for statement in tree.statements)
    ended, findings = parse(Source.of("text", text))
    assert ended.statements == tree.statements
    assert len(findings) == len(tree.statements)
    assert all(finding.cure.startswith("remove it") for finding in findings)


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("net G = mlp(64; 32)", "write `,`"),
        ("z; c -> x ~ G[θ]", "write `,`"),
        ("let d = 4; let k = 2", "begin a new line instead; each statement has a line of its own"),
        ("net G = mlp(64;)", "remove it; a statement ends with its line"),
        ("let d = 4 ; # a; b", "remove it; a statement ends with its line"),
    ],
)
def test_what_a_semicolon_means(line: str, cure: str) -> None:
    _, findings = parse(Source.of("text", line))
    assert [finding.cure for finding in findings] == [cure]


def test_titles_and_comments_keep_their_signs() -> None:
    text = 'model M "a；（b）" # （c）；\nlet d = 4 # “e”'
    tree, findings = parse(Source.of("text", text))
    assert not findings
    assert tree.statements[0].title == "a；（b）"  # type: ignore[union-attr]


def test_a_title_in_other_quotes() -> None:
    tree, findings = parse(Source.of("text", "model M “a；b”"))
    assert [finding.cure for finding in findings] == ['write `"`', 'write `"`']
    assert tree.statements[0].title == "a；b"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("z ~ Normal(0, 1)", "latent z : real[8] ~ Normal(0, 1)"),
        ("z ~ N(0, I)", "latent z : real[8] ~ Normal(0, 1)"),
        ("z ~ Bernoulli(0.3)", "latent z : binary[8] ~ Bernoulli(0.3)"),
        ("z ~ Categorical", "latent z : cat[10] ~ Categorical"),
        ("z ~ Nonsense(1, 2, 3)", "latent z : real[8] ~ Normal(0, 1)"),
        ("q ~ data", "visible q : unit ~ data"),
        ("q ~ p_data(q)", "visible q : unit ~ data"),
        ("x ~ p_θ(x|z)", "z -> x ~ G[θ]"),
        ("h ~ q(h | x, c)", "x, c ..> h ~ E[η]"),
        ("x = G(h)", "h ..|> x = G[θ]"),
        ("x = G[ω](h)", "h ..|> x = G[ω]"),
        ("p(x|h) = Normal(G[θ], 1)", "h -> x ~ Normal(G[θ], 1)"),
        ("h ~ Laplace", "latent h : real[4] ~ Laplace(0, 1)"),
    ],
)
def test_laws_as_in_papers(line: str, written: str) -> None:
    declared = "visible x : unit ~ data\nlatent h : real[4]\n"
    _, findings = parse(Source.of("text", declared + line))
    (finding,) = findings
    assert finding.code == "SGM111"
    assert f"write `{written}`" in finding.cure
    again, none = parse(Source.of("text", declared + written))
    assert not none
    assert len(again.statements) == 3


def test_a_keyword_in_another_width_is_a_keyword() -> None:
    tree, findings = parse(Source.of("text", "ｍodel Ｘ\nlatent ϑ : real[4]"))
    assert not findings
    assert [statement.name.text for statement in tree.statements] == ["X", "θ"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("latent model : real[4]", "SGM101"),
        ("latent ｍodel : real[4]", "SGM101"),
        ("latent by : real[4]", "SGM101"),
        ("latent ½ : real[4]", "SGM109"),
        ("latent ﷺ : real[4]", "SGM109"),
        ("latent a\u200bb : real[4]", "SGM102"),
        ("latent \ud800 : real[4]", "SGM102"),
        ("latent \0 : real[4]", "SGM102"),
    ],
)
def test_names_that_are_none(text: str, code: str) -> None:
    assert codes(text) == [code]

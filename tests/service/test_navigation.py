"""Definition, references, outline, folding, tokens and hints."""

from __future__ import annotations

from pathlib import Path

import pytest

from schematic.graph.names import ascii_name
from schematic.service import Document
from schematic.service.questions.definition import definition
from schematic.service.questions.folding import folding
from schematic.service.questions.hints import hints
from schematic.service.questions.references import references
from schematic.service.questions.symbols import symbols
from schematic.service.questions.tokens import tokens
from tests.service.zoo import SPECS, place, spec


@pytest.mark.parametrize("name", sorted(SPECS))
def test_the_table_knows_what_the_schematic_knows(name: str) -> None:
    document = spec(name)
    found = {(symbol.kind.value, symbol.name) for symbol in document.table.by_symbol}
    schematic = document.examination.schematic
    stems = {copy.stem for copy in schematic.copies.values()}
    nodes = stems | (schematic.nodes.keys() - schematic.copies.keys())
    groups = {("parameter group", group) for group in schematic.groups}
    numbers = {("number", let) for let in schematic.lets}
    assert {each for each in found if each[0] == "node"} == {("node", node) for node in nodes}
    assert {each for each in found if each[0] == "parameter group"} == groups
    assert {each for each in found if each[0] == "number"} == numbers


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_place_of_a_name_finds_the_same_places(name: str) -> None:
    document = spec(name)
    for symbol, places in document.table.by_symbol.items():
        for found in places:
            assert ascii_name(document.source.excerpt(found.span)) == symbol.name
            spans = [mention.span for mention in references(document, found.span.end)]
            assert spans == [each.span for each in places]


def test_a_definition_is_the_line_that_declares() -> None:
    document = spec("gan")
    for text, declared in [("z ..|>", "z : real"), ("x -!>", "x : unit"), ("G[θ]", "G = mlp")]:
        target = definition(document, place(document, text))
        assert target is not None
        assert target.span.start == place(document, declared)
    group = definition(document, place(document, "φ"))
    assert group is not None and group.span.start == place(document, "φ")
    assert definition(document, place(document, "mlp")) is None
    assert definition(document, place(document, "unit", 2)) is None


def test_a_number_a_label_and_an_index_are_found() -> None:
    kalman = spec("deep-kalman")
    number = definition(kalman, place(kalman, "1..T", 3))
    assert number is not None and number.span.start == place(kalman, "T = 8")
    index = references(kalman, place(kalman, "z[t-1]       ->", 2))
    assert len(index) == 3, "each plate has an index of its own"
    dann = spec("dann")
    label = definition(dann, place(dann, "source  #"))
    assert label is not None and label.span.start == place(dann, "source}")


def test_the_file_of_a_rewrite_is_a_definition(tmp_path: Path) -> None:
    base = tmp_path / "base.sgm"
    base.write_text(SPECS["gan"], encoding="utf-8")
    text = 'model A = swap processes in "base.sgm"\n'
    document = Document.of(text, str(tmp_path / "a.sgm"))
    target = definition(document, text.index("base"))
    assert target is not None and Path(target.file).samefile(base)
    base.unlink()
    assert definition(Document.of(text, str(tmp_path / "a.sgm")), text.index("base")) is None


def test_a_broken_line_leaves_the_names_of_the_others() -> None:
    document = Document.of(SPECS["gan"] + "z ->\nnet")
    assert len(references(document, place(document, "z ..|>"))) == 2
    assert len(symbols(document)) == len(symbols(spec("gan")))
    assert tokens(document)[-1].kind == "keyword"
    assert tokens(document)[-3].kind == "node"


@pytest.mark.parametrize("name", sorted(SPECS))
def test_tokens_lie_apart_and_cover_every_word(name: str) -> None:
    document = spec(name)
    found = tokens(document)
    end, missed = 0, []
    for token in found:
        assert token.span.start >= end, "tokens overlap"
        missed.append(document.text[end : token.span.start])
        end = token.span.end
    rest = "".join([*missed, document.text[end:]])
    assert not set(rest) - set(" \n,()[]{}"), f"not coloured: {rest.split()}"


def test_arrows_are_told_apart_by_their_looks() -> None:
    document = spec("gan")
    looks = [token.modifiers for token in tokens(document) if token.kind == "arrow"]
    assert looks == [("dashed", "hollow"), ("red",)]


def test_the_outline_has_a_line_for_each_statement() -> None:
    lines = [(each.kind, each.name, each.detail) for each in symbols(spec("gan"))]
    assert ("model", "GAN", "Goodfellow et al., 2014") in lines
    assert ("node", "y", "indicator") in lines
    assert ("arrow", "z ..|> x", "= G[θ]") in lines
    assert ("net", "D", "mlp(128, 128)") in lines


def test_paragraphs_comments_and_long_statements_fold() -> None:
    text = "# one\n# two\nnet G = mlp(\n    2,\n    3)\nnet H = mlp\n\nlet d = 3  # alone\n"
    document = Document.of(text)
    found = [(fold.sort, document.source.excerpt(fold.span)) for fold in folding(document)]
    assert found == [
        ("comment", "# one\n# two"),
        ("statement", "net G = mlp(\n    2,\n    3)"),
        ("paragraph", "net G = mlp(\n    2,\n    3)\nnet H = mlp"),
    ]


def test_hints_say_what_is_not_written() -> None:
    text = (
        "let d = 4\nvisible x : real[d] ~ data\nlatent u : real\nlatent z : real[2] ~ Normal\n"
        "x ..> u ~ Diffused(cosine)\nz -> x ~ G[θ]\nx ..> z ~ E[η]\nnet G = mlp\nnet F = mlp\n"
    )
    document = Document.of(text)
    shown = {text[: hint.span.start].rsplit("\n", 1)[-1]: hint.label for hint in hints(document)}
    assert shown["visible x : real[d"] == " = 4"
    assert shown["latent u : real"] == "[4]"
    assert shown["net G = mlp"].startswith("  trained by θ")
    assert "net F = mlp" not in shown

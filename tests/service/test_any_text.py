"""Every question of an editor answers any text at any place, in JSON, with places inside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schematic.diagnostics import Span
from schematic.service import Document
from schematic.service.question import Asked
from schematic.service.questions import QUESTIONS
from schematic.service.service import plain
from schematic.service.units import Units
from tests.service.places import places
from tests.service.zoo import EDITOR, SPECS

BAD = sorted((Path(__file__).parents[1] / "checks" / "bad").glob("*.sgm"))
SIGNS = ("[", "]", "(", "{", "}", " = ", " ~ ", " -> ", " ..|> ", '"', "#", "\n", "\t", "−", "；")
NAMES = ("z", "θ", "x²", "G", "𝔼", "1e", "t-1")
WORDS = ("net ", "latent ", "for t in 1..", "data by ", "model A = ", "in ")
PIECES = st.sampled_from((*SIGNS, *NAMES, *WORDS))


def ask_all(document: Document, offset: int) -> Iterator[tuple[str, object]]:
    """The answers at a place."""
    for name in EDITOR:
        yield name, QUESTIONS[name].ask(document, Asked(offset, {"to": "q7"}))


def check(document: Document, offset: int) -> None:
    """Ask, and look at the answers."""
    length, units = len(document.text), Units(document.text)
    for name, answer in ask_all(document, offset):
        json.dumps(plain(answer, units))
        for span in places(answer if isinstance(answer, tuple) else (answer,)):
            assert 0 <= span.start <= span.end <= length + 1, f"{name}: {span}"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(SPECS)), st.integers(0), st.integers(0, 20), st.lists(PIECES, max_size=6)
)
def test_a_spec_in_which_somebody_types(name: str, at: int, cut: int, new: list[str]) -> None:
    text = SPECS[name]
    start = at % (len(text) + 1)
    typed = "".join(new)
    document = Document.of(text[:start] + typed + text[start + cut :], f"{name}.sgm")
    check(document, start + len(typed))


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_a_bad_program(path: Path) -> None:
    document = Document.of(path.read_text(encoding="utf-8"), str(path))
    for found in document.findings[:3]:
        check(document, (found.span or Span(0, 0)).start)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_any_pieces(pieces: list[str]) -> None:
    text = "".join(pieces)
    check(Document.of(text), len(Document.of(text).text) // 2)
    check(Document.of(text), len(Document.of(text).text))

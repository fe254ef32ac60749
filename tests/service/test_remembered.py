"""What is read again after an edit is what a reader would find who had never seen the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schematic.diagnostics import Source
from schematic.service import Document
from schematic.service.remembered import remembered
from schematic.syntax.moved import moved
from schematic.syntax.parse import parse
from tests.service.places import places
from tests.service.zoo import SPECS

TYPED = st.text("z ->~(\n", max_size=5)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(SPECS)),
    st.integers(0),
    st.integers(0, 9),
    st.text("z ->~(\n", max_size=5),
)
def test_an_edited_text_is_read_as_a_new_one(name: str, at: int, cut: int, new: str) -> None:
    text = SPECS[name]
    assert Document.of(text).parsed
    start = at % (len(text) + 1)
    source = Source.of("edited.sgm", text[:start] + new + text[start + cut :])
    (again, findings), (fresh, expected) = parse(source, remembered), parse(source)
    assert again == fresh and findings == expected
    assert places(again.statements) == places(fresh.statements)
    assert again.broken == fresh.broken


@pytest.mark.parametrize("name", sorted(SPECS))
def test_a_moved_statement_is_the_one_of_a_text_behind_blanks(name: str) -> None:
    near, _ = parse(Source.of("near.sgm", SPECS[name]))
    far, _ = parse(Source.of("far.sgm", " \n" * 8 + SPECS[name]))
    assert places(moved(near.statements, 16)) == places(far.statements)
    assert moved(near.statements, 16) == far.statements


def test_an_edit_leaves_the_other_statements_the_objects_that_they_were() -> None:
    before = Document.of(SPECS["gan"])
    after = Document.of(SPECS["gan"] + "let q = 1\n")
    pairs = zip(before.tree.statements, after.tree.statements, strict=False)
    assert all(one is other for one, other in pairs)

"""Lines are broken as `textwrap` breaks them, in a fraction of its time."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from schematic.objective.printing.wrapped import wrapped

WORDS = st.text("ab1(|)θ½−-", min_size=1, max_size=30).filter(lambda word: "--" not in word)


@given(st.lists(WORDS, min_size=1, max_size=30), st.integers(4, 30))
def test_lines_are_those_of_textwrap(words: list[str], width: int) -> None:
    text = " ".join(words)
    assert wrapped(text, width) == textwrap.wrap(text, width, break_long_words=False)


@given(st.lists(WORDS, min_size=1, max_size=30), st.integers(4, 30))
def test_no_letter_is_lost(words: list[str], width: int) -> None:
    text = " ".join(words)
    assert "".join(wrapped(text, width)).replace(" ", "") == text.replace(" ", "")

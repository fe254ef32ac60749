"""Sessions of Python on the pages, written as a terminal shows them, print what they show."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from docs.press.places import API, QUESTIONS, pages
from tests.docs.markdown import code_blocks

SESSIONS = {
    page: blocks
    for page in pages()
    if (blocks := tuple(code_blocks(page.read_text(encoding="utf-8"), "pycon")))
}


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=[pytest.mark.slow] * (page == API)) for page in SESSIONS],
    ids=lambda page: page.stem,
)
def test_sessions_print_what_they_show(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks of a page are one session, in an empty folder; `...` stands for anything."""
    monkeypatch.chdir(tmp_path)
    text = "\n".join(SESSIONS[page])
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)
    assert "".join(told) == ""
    assert test.examples


def test_every_question_is_answered_with_something_to_try() -> None:
    _, *answers = QUESTIONS.read_text(encoding="utf-8").split("\n### ")
    assert len(answers) >= 20
    shown = ("```", "`sgm ", "`--", "`{")
    assert [a.partition("\n")[0] for a in answers if not any(s in a for s in shown)] == []

"""The colours for editors are current, and the lines that the docs give them can be read."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from editors.textmate import FILE, text
from schematic.syntax.pygments_lexer import SgmLexer
from tests.docs.markdown import ROOT

PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
PAIRS = {"lua": {"(": ")", "{": "}"}, "elisp": {"(": ")"}}


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_textmate_grammar_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "python -m editors.textmate"


def test_snippets_of_json_and_toml_can_be_read() -> None:
    (settings,) = snippets("json")
    manifest = json.loads((FILE.parent.parent / "package.json").read_text(encoding="utf-8"))
    properties = manifest["contributes"]["configuration"]["properties"]
    assert set(json.loads(settings)) <= set(properties)
    (helix,) = snippets("toml")
    found = tomllib.loads(helix)
    assert found["language"][0]["language-servers"] == list(found["language-server"])


@pytest.mark.parametrize("language", PAIRS)
def test_snippets_of_lua_and_lisp_close_what_they_open(language: str) -> None:
    (snippet,) = snippets(language)
    bare = re.sub(r'"(?:\\.|[^"\\])*"', "", snippet)
    for opened, closed in PAIRS[language].items():
        assert bare.count(opened) == bare.count(closed) > 0


def test_the_lexer_is_registered() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    point = pyproject["project"]["entry-points"]["pygments.lexers"]["sgm"]
    assert point == f"{SgmLexer.__module__}:{SgmLexer.__qualname__}"
    assert SgmLexer.filenames == ["*.sgm"]

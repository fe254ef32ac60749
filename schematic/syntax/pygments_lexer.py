"""Sgm text → coloured tokens for Pygments, which finds this by the entry point `sgm`.

So MkDocs, Sphinx, Jupyter and LaTeX's minted colour the language once the package is installed. The
keywords are those of the grammar.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pygments.lexer import RegexLexer, words
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Token,
)

from schematic.families import Kind
from schematic.resources import folder

_GRAMMAR = (folder("grammar") / "schematic.lark").read_text(encoding="utf-8")
_KEYWORDS = tuple(sorted(set(re.findall(r'"([a-z]+)"', _GRAMMAR))))
_SPACES = tuple(kind.value for kind in Kind)


class SgmLexer(RegexLexer):
    """The language of schematics."""

    name = "Schematic"
    aliases: ClassVar[list[str]] = ["sgm"]
    filenames: ClassVar[list[str]] = ["*.sgm"]
    tokens: ClassVar[dict[str, Any]] = {
        "root": [
            (r"\s+", Text),
            (r"#[^\n]*", Comment.Single),
            (r'"[^"\n]*"', String.Double),
            (r"-!>|\.\.!>", Token.Operator.Red),
            (r"<->|->|\.\.>|-\|>|\.\.\|>", Operator),
            (words(_KEYWORDS, prefix=r"\b", suffix=r"\b"), Keyword),
            (words(_SPACES, prefix=r"\b", suffix=r"\b"), Keyword.Type),
            (r"(?<=\[)[^\W\d]\w*(?=\])", Name.Variable),
            (r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", Number),
            (r"[^\W\d]\w*", Name),
            (r"[=~:|]", Operator),
            (r"[\[\](){},<>-]", Punctuation),
            (r".", Text),
        ]
    }

"""A code block of the language → HTML."""

from __future__ import annotations

from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter

from schematic.syntax.pygments_lexer import SgmLexer


def write_html(source: str, *_: Any, **__: Any) -> str:
    """A code block of the language as HTML: a custom fence of `pymdownx.superfences`."""
    return highlight(source, SgmLexer(), HtmlFormatter(cssclass="highlight", wrapcode=True))

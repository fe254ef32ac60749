"""A code block of the language → HTML."""

from __future__ import annotations

import re
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter

from schematic.syntax.pygments_lexer import SgmLexer

_OPENING = re.compile(r"^(?P<fence> *```+\w+) [^`{=\n]*$", re.MULTILINE)


def write_html(source: str, *_: Any, **__: Any) -> str:
    """A code block of the language as HTML: a custom fence of `pymdownx.superfences`."""
    return highlight(source, SgmLexer(), HtmlFormatter(cssclass="highlight", wrapcode=True))


def keep_languages(markdown: str) -> str:
    """The page with each fence opened by its language alone: `sgm fragment` becomes `sgm`.

    `pymdownx.superfences` does not see the first as a fence, and takes its end for a beginning.
    """
    return _OPENING.sub(lambda opening: opening["fence"], markdown)

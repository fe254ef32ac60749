"""A page and makers → the page with what stands in each of its blocks made anew.

A block begins with a comment that names a maker and its words, and ends with another:

    <!-- derivation gan -->
    …
    <!-- end -->
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

Maker = Callable[..., str]
_BLOCK = re.compile(r"<!-- (?P<call>[^\n]+?) -->\n(?P<content>.*?)<!-- end -->", re.DOTALL)


def fill(page: str, makers: Mapping[str, Maker]) -> str:
    """The page, filled.

    Args:
        page: Markdown.
        makers: by the first word of a block's comment; the other words are its arguments. A block
            whose maker is not among them stays as it is.
    """

    def made(block: re.Match[str]) -> str:
        maker, *words = block["call"].split()
        if maker not in makers:
            return block.group()
        return f"<!-- {block['call']} -->\n\n{makers[maker](*words).strip()}\n\n<!-- end -->"

    return _BLOCK.sub(made, page)


def calls(page: str) -> Iterator[str]:
    """The first line of each block, as it stands in its comment."""
    for block in _BLOCK.finditer(page):
        yield block["call"]


def fence(language: str, text: str) -> str:
    """A text as a code block."""
    return f"```{language}\n{text.rstrip()}\n```"

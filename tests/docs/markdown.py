"""A page → its parts that can be checked: code blocks, prose, links."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^```(?P<language>\w*)[^`\n]*\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


def code_blocks(page: str, language: str) -> Iterator[str]:
    """The code blocks of a language."""
    for block in _FENCE.finditer(page):
        if block["language"] == language:
            yield block["code"]


def prose(page: str) -> str:
    """The page without code."""
    return _INLINE.sub("", _FENCE.sub("", page))


def links(page: str) -> Iterator[str]:
    """Where links and images lead to inside the repository, without the place on a page."""
    for link in _LINK.finditer(prose(page)):
        target = (link[1] or link[2]).partition("#")[0]
        if target and not re.match(r"[a-z]+:", target):
            yield target

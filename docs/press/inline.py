"""Words in a line of a page: numbers of decisions become links, options of commands stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DECISION = re.compile(r"(?<!\[)\b(?P<words>[Dd]ecision (?P<number>\d+))\b(?!\])")
_OPTION = re.compile(r"<code>(?=-[^<]{1,31}</code>)")


def link_decisions(markdown: str, files: Iterable[str]) -> str:
    """Markdown of a decision in which `decision 28` leads to that decision.

    Args:
        markdown: the page; links that are there stay as they are.
        files: the names of all decisions, which begin with their numbers.
    """
    places = {int(name[:4]): name for name in files}

    def linked(found: re.Match[str]) -> str:
        place = places.get(int(found["number"]))
        return f"[{found['words']}]({place})" if place else found["words"]

    return _DECISION.sub(linked, markdown)


def keep_options(html: str) -> str:
    """HTML in which a short option such as `--steps` is not broken behind its first sign."""
    return _OPTION.sub('<code class="whole">', html)

"""Words in a line of a page: numbers of decisions become links, options of commands stay whole.

A link that is named as a file, which suits those who read the files, is named by its page's title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_DECISION = re.compile(r"(?<!\[)\b(?P<words>[Dd]ecision (?P<number>\d+))\b(?!\])")
_FILE = re.compile(r"\[(?P<text>[\w./-]+(?:\.md|/))\]\((?P<target>(?P=text)[^)\s]*)\)")
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


def name_pages(markdown: str, folder: Path) -> str:
    """Markdown in which a link whose text is the file it leads to has that page's title as text.

    Args:
        markdown: a page.
        folder: in which the page lies; its links begin there.
    """

    def named(found: re.Match[str]) -> str:
        place = folder / found["target"].partition("#")[0]
        name = title_of(place) if place.is_file() else place.name.capitalize()
        return f"[{name}]({found['target']})"

    return _FILE.sub(named, markdown)


def title_of(path: Path) -> str:
    """The first heading of a page."""
    first = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return first[1] if first else path.stem


def keep_options(html: str) -> str:
    """HTML in which a short option such as `--steps` is not broken behind its first sign."""
    return _OPTION.sub('<code class="whole">', html)

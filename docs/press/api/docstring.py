"""A docstring in Google's convention → its parts, and these as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from docs.press.blocks import fence
from docs.press.prose import words

TITLES = ("Attributes", "Args", "Returns", "Raises", "Warns", "Example")
_TITLE = re.compile(rf"^({'|'.join(TITLES)}):$", re.MULTILINE)
_ITEM = re.compile(r"^(?P<names>[*\w][\w, ]*): ", re.MULTILINE)


class Docstring(NamedTuple):
    """What a docstring says.

    Attributes:
        summary: its first sentence or paragraph.
        text: the paragraphs behind it, wherever they stand.
        sections: title → text, indented no more.
    """

    summary: str
    text: str
    sections: dict[str, str]


def read_docstring(text: str) -> Docstring:
    """The parts of a docstring that has been cleaned of its indentation."""
    head, *rest = _TITLE.split(text)
    summary, _, more = head.strip().partition("\n\n")
    sections, loose = {}, [more.strip()]
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        inside = [line for line in body.splitlines() if line[:1].isspace() or not line]
        sections[title] = textwrap.dedent("\n".join(inside)).strip("\n")
        loose.append("\n".join(line for line in body.splitlines() if line[:1].strip()).strip())
    return Docstring(_joined(summary), "\n\n".join(filter(None, loose)), sections)


def write_docstring(docstring: Docstring) -> Iterator[str]:
    """Its paragraphs."""
    yield words(docstring.summary)
    yield from (words(each) for each in docstring.text.split("\n\n") if each)
    for title in TITLES[:-1]:
        if title in docstring.sections:
            yield f"*{title if title != 'Args' else 'Arguments'}*"
            yield _section(docstring.sections[title])
    if "Example" in docstring.sections:
        yield fence("pycon", docstring.sections["Example"])


def _section(text: str) -> str:
    """A list where the lines are items, `name: what it is`; else a paragraph."""
    starts = [item.start() for item in _ITEM.finditer(text)]
    if not starts or starts[0] != 0 or _is_sentence(text):
        return words(_joined(text))
    parts = [text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    rows = (_ITEM.match(part) for part in parts)
    return "\n".join(
        f"* `{row['names']}`: {words(_joined(part[row.end() :]))}"
        for row, part in zip(rows, parts, strict=True)
        if row is not None
    )


def _is_sentence(text: str) -> bool:
    """Whether what stands before the first colon begins a sentence."""
    return text[0].isupper() and not re.match(r"[A-Z]\w*(Error|Warning): ", text)


def _joined(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())

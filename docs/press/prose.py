"""Words → prose, and plain text → Markdown."""

from __future__ import annotations

import re

_MARKUP = r"\\*_\[\]>|"


def joined(parts: list[str], last: str = " and ") -> str:
    """`a`, `a and b`, `a, b and c`; the last one may be joined by another word."""
    return last.join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def words(text: str) -> str:
    """A text in which only what stands between backquotes is markup; a lone backquote is none."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _plain(text).replace("`", r"\`")
    return "`".join(part if place % 2 else _plain(part) for place, part in enumerate(parts))


def _plain(text: str) -> str:
    """Signs of Markdown as they are; not every reader of it knows a backslash before `<`."""
    return re.sub(rf"([{_MARKUP}])", r"\\\1", text).replace("<", "&lt;")

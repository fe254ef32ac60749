"""A text from anywhere → one that a terminal prints as it is, and does not obey."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return one line in which every sign that cannot be seen is replaced."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


def printable_lines(text: str) -> str:
    """Return the lines of a text, each made printable; only the ends of lines stay."""
    return "\n".join(map(printable, text.split("\n")))

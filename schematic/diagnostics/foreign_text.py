"""Text of others → text that a terminal shows as it is written, on one line.

Names of files, members of archives, headers of tables, titles of specs: whatever is quoted in a
message may hold control characters. A terminal obeys them, and bidirectional overrides reorder
what is read. So all that is quoted goes through `shown`.
"""

from __future__ import annotations


def shown(text: str) -> str:
    """A text without a sign that cannot be seen: blanks become spaces, all others `�`.

    Signs that cannot be seen are those that Unicode calls control, format, surrogate, private or
    unassigned, and the separators of lines and paragraphs.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


def shown_lines(text: str) -> str:
    """The same for a text of several lines, which keeps its line ends and tabs."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "\n".join("\t".join(map(shown, line.split("\t"))) for line in text.split("\n"))

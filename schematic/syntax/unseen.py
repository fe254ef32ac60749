"""Text → the text without signs that cannot be seen, and a finding for each of them.

Where the lexer reads, it refuses such signs itself; but comments and titles may hold anything. Each
sign is replaced by a blank, so that no place moves and no later stage meets it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from schematic.diagnostics import Diagnostic, Edit, Source, Span
from schematic.syntax import syntax_findings as errors

MOST_FINDINGS = 100
CONTROLS = "\x01-\x08\x0e-\x1f\x7f-\x9f"  # but blanks; the lexer refuses NUL
LINE_ENDS = "\u2028\u2029"
DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
NAMES = {"\x1b": "ESCAPE", "\x07": "BELL", "\x08": "BACKSPACE", "\x7f": "DELETE", "\x9b": "CSI"}


def without_unseen(source: Source) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A source of the same length, with a blank for each sign that cannot be seen.

    The findings are at most `MOST_FINDINGS`; a file with more of them shows the rest afterwards.
    """
    if source.text.isascii() and source.text.replace("\n", "").isprintable():
        return source, ()
    findings: list[Diagnostic] = []

    def replace(found: re.Match[str]) -> str:
        if len(findings) < MOST_FINDINGS:
            span = Span(found.start(), found.end())
            fix = _edits(source.text, span)
            findings.append(errors.unseen(span, _named(found.group()), fix))
        return " " * len(found.group())

    text = _signs().sub(replace, source.text)
    return (source.with_text(text), tuple(findings)) if findings else (source, ())


@cache
def _signs() -> re.Pattern[str]:
    """A sign, or several of one sort; compiled for the few texts that have any."""
    return re.compile(f"([{CONTROLS}{LINE_ENDS}{DIRECTIONS}])\\1*")


def _edits(text: str, span: Span) -> tuple[Edit, ...]:
    """The edit that takes the signs away; what they keep apart stays apart."""
    apart = text[span.start - 1 : span.start].isalnum() and text[span.end : span.end + 1].isalnum()
    return (Edit(span, " " if apart else ""),)


def _named(signs: str) -> str:
    """The code and the name of the first of some signs."""
    name = NAMES.get(signs[0]) or unicodedata.name(signs[0], "control character")
    return f"U+{ord(signs[0]):04X} ({name})"

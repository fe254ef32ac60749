"""Text → the text as it was meant, and a finding for each sign that only looks like ours.

Keyboards for Chinese and Japanese write full-width brackets and commas, word processors curly
quotes and long dashes, and many languages end a line with `;`. Each of these signs is replaced by
the one sign that was meant, so that no place moves and the rest of its line is read as written.
Comments and what stands inside titles are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from schematic.diagnostics import Diagnostic, Edit, Source, Span
from schematic.syntax import syntax_findings as errors

MOST_FINDINGS = 100
WIDEST_LOOK = 400
"""How far back of a `;` its brackets are looked for."""

_SIGNS = "()[]{}<>:=~,.|!-+"
_FULL_WIDTH = {chr(ord(sign) + 0xFEE0): sign for sign in _SIGNS}
_DIGITS = {chr(ord(digit) + 0xFEE0): digit for digit in "0123456789"}
_OTHERS = dict(zip("、【】〔〕∼˜〜–—−‒―×", ",[][]~~~-----,", strict=True))
_MEANT = _FULL_WIDTH | _DIGITS | _OTHERS
_QUOTES = "“”„«»「」『』＂"
_FOREIGN = frozenset(_MEANT) | frozenset(_QUOTES) | frozenset("＃';；")
_TABLE = str.maketrans(_MEANT)


def as_meant(source: Source) -> tuple[Source, tuple[Diagnostic, ...]]:
    """A source of the same length, in which each look-alike is the sign that was meant.

    The findings are at most `MOST_FINDINGS`; a file with more of them shows the rest afterwards.
    """
    if _FOREIGN.isdisjoint(source.text):
        return source, ()
    findings: list[Diagnostic] = []

    def replace(found: re.Match[str]) -> str:
        piece = _replace(source.text, found)
        if len(findings) < MOST_FINDINGS:
            findings.extend(_findings(source.text, found, piece))
        return piece

    return source.with_text(_pieces().sub(replace, source.text)), tuple(findings)


@cache
def _pieces() -> re.Pattern[str]:
    """The pieces of a text that matter here; compiled for the few texts that have any."""
    digits, signs = "".join(_DIGITS), re.escape("".join(_FULL_WIDTH | _OTHERS))
    return re.compile(
        r'(?P<kept>#[^\n]*|"[^"\n]*")'
        rf"|(?P<title>'[^'\n]*'|[\"{_QUOTES}][^\n\"{_QUOTES}]*[\"{_QUOTES}])"
        r"|(?P<comment>＃[^\n]*)"
        rf"|(?P<digits>(?<!\w)[{digits}]+)"
        rf"|(?P<signs>[{signs}]+)"
        r"|(?P<ends>[;；]+)"
    )


def _replace(text: str, found: re.Match[str]) -> str:
    """What a piece of the text means, as long as the piece."""
    piece = found.group()
    match found.lastgroup:
        case "title":
            return f'"{piece[1:-1]}"'
        case "comment":
            return f"#{piece[1:]}"
        case "ends":
            return _end(text, found.start(), found.end()) + " " * (len(piece) - 1)
        case "signs" | "digits":
            return "".join(map(_MEANT.__getitem__, piece))
        case _:
            return piece


def _end(text: str, start: int, end: int) -> str:
    """What a `;` means: the end of a statement, a comma between its parts, or nothing."""
    if text[end : end + WIDEST_LOOK].lstrip()[:1] in tuple(")]}）］｝"):
        return " "
    line = text.rfind("\n", max(0, start - WIDEST_LOOK), start) + 1
    before = text[max(line, start - WIDEST_LOOK) : start].rpartition(";")[2].translate(_TABLE)
    depth = sum(map(before.count, "([{")) - sum(map(before.count, ")]}"))
    ends = _is_last(text, end) or (depth <= 0 and not set(":=~").isdisjoint(before))
    return "\n" if ends else ","


def _findings(text: str, found: re.Match[str], piece: str) -> list[Diagnostic]:
    """A finding for each place of a piece that does not stand in it as it was meant."""
    start, end = found.span()
    if found.lastgroup == "ends":
        cure, fix = _cure(text, found), _ended(text, found)
        return [errors.unknown_character(Span(start, end), f"`{found.group()}`", cure, (fix,))]
    if found.lastgroup in ("signs", "digits"):
        cure, fix = f"write `{piece}`", Edit(Span(start, end), piece)
        return [errors.unknown_character(Span(start, end), _shown(found.group()), cure, (fix,))]
    places = (0, len(piece) - 1) if found.lastgroup == "title" else (0,)
    edits = tuple(  # both quotes of a title, which are a pair
        Edit(Span(start + at, start + at + 1), piece[at])
        for at in places
        if found.group()[at] != piece[at]
    )
    return [
        errors.unknown_character(span, _shown(text[span.start]), f"write `{meant}`", edits)
        for span, meant in edits
    ]


def _ended(text: str, found: re.Match[str]) -> Edit:
    """The edit that writes what a `;` means; at the end of its line it means nothing."""
    meant = _end(text, found.start(), found.end())
    needless = meant == " " or _is_last(text, found.end())
    return Edit(Span(*found.span()), "" if needless else meant)


def _cure(text: str, found: re.Match[str]) -> str:
    meant = _end(text, found.start(), found.end())
    if meant == ",":
        return "write `,`"
    if meant == " " or _is_last(text, found.end()):
        return "remove it; a statement ends with its line"
    return "begin a new line instead; each statement has a line of its own"


def _is_last(text: str, end: int) -> bool:
    """Whether nothing but blanks and a comment follows on the line."""
    rest = text[end : end + WIDEST_LOOK].partition("\n")[0].lstrip()
    return not rest or rest[0] in "#＃"


def _shown(signs: str) -> str:
    """Signs as written; one alone with its name, since it looks like another."""
    if len(signs) > 1 or signs.isascii():
        return f"`{signs}`"
    return f"`{signs}` ({unicodedata.name(signs)})"

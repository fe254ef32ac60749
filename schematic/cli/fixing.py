"""A spec's bytes → the bytes after its certain cures, with everything else as it was."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from schematic.diagnostics import Diagnostic, Edit, Source, Span
from schematic.diagnostics.diagnostic import errors
from schematic.diagnostics.edit import compatible, edited

MOST_ROUNDS = 8
"""A cure may bring to light what the fault has hidden, which may have a cure of its own."""
_MARK = "\ufeff"
_CRLF = re.compile(r"\r\n")
Examined = Callable[[Source], tuple[Diagnostic, ...]]
_Made = tuple[Source, tuple[Diagnostic, ...], tuple[Edit, ...], list[Diagnostic]]


@dataclass(frozen=True)
class Fixed:
    """What certain cures make of a source.

    Attributes:
        source: the text after them.
        cured: the findings that they have cured, in order.
        left: the findings about that text.
        raw: its bytes, with the line ends and the byte-order mark of the file.
    """

    source: Source
    cured: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]
    raw: bytes


def fixed(name: str, raw: bytes, examined: Examined) -> Fixed:
    """The text after its certain cures; a cure that would bring an error is left out.

    Args:
        name: of the source.
        raw: the bytes of the file.
        examined: gives the findings about a source.

    Raises:
        SchematicError: the bytes are not UTF-8 text.
    """
    from schematic.syntax.parse import decode

    source = decode(name, raw)
    text = raw.decode("utf-8")
    left = examined(source)
    cured: list[Diagnostic] = []
    for _ in range(MOST_ROUNDS):
        found = [finding for finding in left if finding.fix]
        choices = (found, *([each] for each in found))
        tries = (_made(source, left, choice, examined) for choice in choices)
        made = next(filter(None, tries), None)
        if made is None:
            break
        source, left, edits, done = made
        text = _edited(text, edits)
        cured += done
    return Fixed(source, tuple(cured), left, text.encode("utf-8"))


def _made(
    source: Source,
    before: tuple[Diagnostic, ...],
    found: list[Diagnostic],
    examined: Examined,
) -> _Made | None:
    """What the cures of some findings make of a source; None where it is not better."""
    edits = compatible(edit for finding in found for edit in finding.fix)
    after = Source(source.name, edited(source.text, edits))
    if not edits:
        return None
    left = examined(after)
    if _weight(left) >= _weight(before):
        return None
    done = [finding for finding in found if set(finding.fix) <= set(edits)]
    return after, left, edits, done


def _weight(findings: tuple[Diagnostic, ...]) -> tuple[int, int]:
    """How much is wrong: how many errors, then how many findings."""
    return len(tuple(errors(findings))), len(findings)


def _edited(raw: str, edits: tuple[Edit, ...]) -> str:
    """A text with line ends of its own after edits of the text that has LF in their place."""
    starts = [found.start() for found in _CRLF.finditer(raw)]
    marked = len(_MARK) if raw.startswith(_MARK) else 0
    crlf = bool(starts) and raw[: starts[0]].count("\n") == 0
    folded = [start - number - marked for number, start in enumerate(starts)]

    def there(offset: int) -> int:
        return offset + marked + bisect_left(folded, offset)

    moved = (
        Edit(Span(there(start), there(end)), new.replace("\n", "\r\n") if crlf else new)
        for (start, end), new in edits
    )
    return edited(raw, moved)

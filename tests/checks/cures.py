"""A finding's first cure, followed to the letter by a machine that understands nothing of models.

It knows a few verbs: `declare` and `add` give a new line; `write` puts a line in the place of the
one that the finding points to (or `on line 6`, or `instead of` another, or where its node is
declared), or a sign in the place of the finding's span; `remove` takes a line away, or an attribute
of the line that the finding points to. All else it cannot follow.
"""

from __future__ import annotations

import re

from schematic.diagnostics import Diagnostic, Source

_QUOTED = r"`([^`]+)`"
_STATEMENT = re.compile(r"(visible|latent|indicator|net|let|model|train)\b|.+(->|\.\.>|\|>|!>)")
_NODE = re.compile(r"(?:visible|latent|indicator) (\w+) :")


def applied(source: Source, finding: Diagnostic) -> str | None:
    """The text after the first cure, or None where that is no edit that can be read off."""
    cure = re.split(r"; or |, or ", finding.cure)[0]
    lines = source.text.split("\n")
    here = source.position(finding.span.start)[0] - 1 if finding.span else -1
    new = re.findall(rf"(?:declare|add) {_QUOTED}", cure)
    attribute = re.search(r"remove `(\w+)`", cure)
    if attribute is not None and here >= 0 and (left := _without(lines[here], attribute[1])):
        return "\n".join((*lines[:here], left, *lines[here + 1 :]))
    removed = {lines.index(line) for line in _removed(cure, lines)}
    if re.search(r"remove this (line|one)", cure):
        removed.add(here)
    written = re.search(rf"write {_QUOTED}( on line (\d+)| instead of {_QUOTED})?", cure)
    if written is not None:
        text = written[1]
        if not _STATEMENT.match(text):
            return None if finding.span is None else _spliced(source, finding, text)
        at = _place(lines, text, here, written)
        if at is None:
            return None
        lines[at] = text
        removed.discard(at)
    if not (new or removed or written):
        return None
    kept = [line for at, line in enumerate(lines) if at not in removed]
    return "\n".join((*kept, *new))


def _spliced(source: Source, finding: Diagnostic, text: str) -> str:
    span = finding.span
    assert span is not None
    return source.text[: span.start] + text + source.text[span.end :]


def _place(lines: list[str], text: str, here: int, written: re.Match[str]) -> int | None:
    """The line in whose place a statement is written."""
    if written[3]:
        return int(written[3]) - 1
    if written[4]:
        return next((at for at, line in enumerate(lines) if _same(line, written[4])), None)
    node = _NODE.match(text)
    declared = (
        (re.match(rf"\s*(?:visible|latent|indicator)\s+{node[1]}\s*:", line) for line in lines)
        if node
        else ()
    )
    return next((at for at, found in enumerate(declared) if found), here if here >= 0 else None)


def _without(line: str, attribute: str) -> str | None:
    """A line without one of the attributes in its braces; None where it has no such attribute."""
    braces = re.search(r"\{([^}]*)\}", line)
    if braces is None:
        return None
    parts = [part.strip() for part in braces[1].split(",")]
    kept = [part for part in parts if part.partition("=")[0].strip() != attribute]
    if kept == parts:
        return None
    written = f"{{{', '.join(kept)}}}" if kept else ""
    return f"{line[: braces.start()]}{written}{line[braces.end() :]}"


def _removed(cure: str, lines: list[str]) -> list[str]:
    found = re.search(r"remove (`[^`]+`(?:, `[^`]+`)*)", cure)
    wanted = re.findall(_QUOTED, found[1]) if found else []
    return [line for line in lines for text in wanted if _same(line, text)]


def _same(line: str, text: str) -> bool:
    return re.split(r"[#{]", line)[0].split() == text.split()

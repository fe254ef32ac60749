"""Text → rewrites: `add code z | swap processes | degenerate y`."""

from __future__ import annotations

import re
import unicodedata

from schematic.diagnostics import Diagnostic, SchematicError, Source, Span
from schematic.rewrites.rewrite import Rewrite
from schematic.rewrites.rewrite_findings import unknown_rewrite
from schematic.rewrites.rules import RULES

_INDEX = re.compile(r"\b([^\W\d]\w*)\[\s*([0-9]+)\s*\]")


def read_rewrites(text: str, source: Source | None = None, at: int = 0) -> tuple[Rewrite, ...]:
    """The rewrites of a chain.

    Args:
        text: rewrites, with `|` between them.
        source: where the text stands; itself, if not given.
        at: its place there.

    Raises:
        SchematicError: there is no such rewrite (SGM701); one finding for each.
    """
    rewrites: list[Rewrite] = []
    findings: list[Diagnostic] = []
    for part in text.split("|"):
        found = _read(part)
        if found is None:
            findings.append(_unknown(part, at))
        else:
            rewrites.append(found)
        at += len(part) + 1
    if findings:
        raise SchematicError(findings, source or Source.of("<rewrite>", text))
    return tuple(rewrites)


def _read(text: str) -> Rewrite | None:
    """The one rewrite that a text names, if it names one; `z[3]` is the node `z_3`."""
    normal = _INDEX.sub(r"\1_\2", unicodedata.normalize("NFKC", text))
    if any(rule.is_begun(normal) for rule in RULES.values()):
        return None
    return next((found for rule in RULES.values() if (found := rule.read(normal))), None)


def _unknown(part: str, at: int) -> Diagnostic:
    """The finding about a part of a chain that begins at a place of its source."""
    start = at + len(part) - len(part.lstrip())
    span = Span(start, max(start + 1, at + len(part.rstrip())))
    return unknown_rewrite(span, part.strip(), (rule.example for rule in RULES.values()))

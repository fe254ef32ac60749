"""Document → its findings, each with its place."""

from __future__ import annotations

from schematic.diagnostics import Diagnostic, Span
from schematic.service.answers import Finding
from schematic.service.document import Document
from schematic.service.question import Asked, Question


def findings(document: Document) -> tuple[Finding, ...]:
    """All findings about a document, in order."""
    return tuple(_finding(document, finding) for finding in document.findings)


def _finding(document: Document, found: Diagnostic) -> Finding:
    first_line = Span(0, len(document.source.line(1)))
    return Finding(
        code=found.code,
        severity=found.severity,
        span=found.span or first_line,
        message=found.message,
        cause=found.cause,
        cure=found.cure,
        fix=found.fix,
    )


def _ask(document: Document, asked: Asked) -> tuple[Finding, ...]:
    return findings(document)


QUESTION = Question("findings", _ask)

"""A document → its findings."""

from __future__ import annotations

from lsprotocol import types

from schematic.lsp.method import Method
from schematic.lsp.opened import Opened
from schematic.service.answers import Finding
from schematic.service.questions.findings import findings

_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
}
_UNUSED = frozenset(("SGM391", "SGM392"))


def diagnostics(opened: Opened) -> list[types.Diagnostic]:
    """The findings, each with its cause and its cure."""
    return [diagnostic(opened, found) for found in findings(opened.document)]


def diagnostic(opened: Opened, found: Finding) -> types.Diagnostic:
    """A finding, as the protocol has it."""
    lines = (found.message, found.cause, found.cure and f"cure: {found.cure}")
    return types.Diagnostic(
        range=opened.range(found.span),
        message="\n".join(filter(None, lines)),
        severity=_SEVERITY[found.severity],
        code=found.code,
        source="schematic",
        tags=[types.DiagnosticTag.Unnecessary] if found.code in _UNUSED else None,
    )


def answer(
    opened: Opened, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    """All findings, for clients that ask for them."""
    return types.RelatedFullDocumentDiagnosticReport(items=diagnostics(opened))


METHOD = Method(
    types.TEXT_DOCUMENT_DIAGNOSTIC,
    answer,
    types.DiagnosticOptions(
        inter_file_dependencies=False, workspace_diagnostics=False, identifier="schematic"
    ),
)

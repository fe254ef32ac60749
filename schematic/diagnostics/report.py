"""Diagnostics → text a person or a tool reads: one layout, one function."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from schematic.diagnostics.diagnostic import PAGES, Diagnostic
from schematic.diagnostics.source import Source

WIDEST_EXCERPT = 160


def write_text(findings: Iterable[Diagnostic], source: Source | None) -> str:
    """Each finding with its excerpt, cause and cure."""
    return "\n\n".join(_text(finding, source) for finding in findings)


def write_concise(findings: Iterable[Diagnostic], source: Source | None) -> str:
    """One line a finding: `file:line:column: code message`."""
    return "\n".join(f"{_where(f, source)}: {f.severity}[{f.code}] {f.message}" for f in findings)


def write_json(findings: Iterable[Diagnostic], source: Source | None) -> str:
    """A JSON array of objects: code, severity, message, cause, cure, file, line, column, end."""
    return json.dumps([_object(f, source) for f in findings], ensure_ascii=False, indent=2)


def write_sarif(findings: Iterable[Diagnostic], source: Source | None) -> str:
    """A SARIF 2.1.0 log, the format that code-scanning tools read."""
    found = tuple(findings)
    codes = sorted({f.code for f in found})
    rules = [{"id": c, "shortDescription": {"text": PAGES[c].title}} for c in codes]
    run = {
        "tool": {"driver": {"name": "schematic", "rules": rules}},
        "results": [_sarif_result(f, source) for f in found],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    log = {"$schema": schema, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


FORMATS: Mapping[str, Callable[[Iterable[Diagnostic], Source | None], str]] = {
    "text": write_text,
    "concise": write_concise,
    "json": write_json,
    "sarif": write_sarif,
}


def _where(finding: Diagnostic, source: Source | None) -> str:
    if source is None:
        return "schematic"
    if finding.span is None:
        return source.name
    line, column = source.position(finding.span.start)
    return f"{source.name}:{line}:{column}"


def _text(finding: Diagnostic, source: Source | None) -> str:
    lines = [f"{finding.severity}[{finding.code}]: {finding.message}"]
    if source is not None:
        lines.append(f"  --> {_where(finding, source)}")
        lines.extend(_excerpt(finding, source))
    if finding.cause:
        lines.append(f"   = cause: {finding.cause}")
    if finding.cure:
        lines.append(f"   = cure:  {finding.cure}")
    return "\n".join(lines)


def _excerpt(finding: Diagnostic, source: Source) -> list[str]:
    """The line with carets below; a long line is cut to a window around the carets."""
    if finding.span is None:
        return []
    number, column = source.position(finding.span.start)
    line = source.line(number)
    width = max(1, min(finding.span.end - finding.span.start, len(line) - column + 1))
    shift = max(0, column - 1 - WIDEST_EXCERPT // 4) if len(line) > WIDEST_EXCERPT else 0
    shown = line[shift : shift + WIDEST_EXCERPT].replace("\t", " ")
    carets = "^" * min(width, WIDEST_EXCERPT - (column - 1 - shift))
    gutter = " " * len(str(number))
    return [
        f" {gutter} |",
        f" {number} | {shown}",
        f" {gutter} | {' ' * (column - 1 - shift)}{carets}",
    ]


def _object(finding: Diagnostic, source: Source | None) -> dict[str, object]:
    place: dict[str, object] = {}
    if source is not None and finding.span is not None:
        line, column = source.position(finding.span.start)
        end_line, end_column = source.position(finding.span.end)
        place = {"line": line, "column": column, "end_line": end_line, "end_column": end_column}
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "cause": finding.cause,
        "cure": finding.cure,
        "file": source.name if source else None,
        **place,
    }


def _sarif_result(finding: Diagnostic, source: Source | None) -> dict[str, object]:
    text = " ".join(filter(None, (finding.message, finding.cause, finding.cure)))
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": finding.severity,
        "message": {"text": text},
    }
    found = _object(finding, source)
    if "line" in found:
        region = {
            "startLine": found["line"],
            "startColumn": found["column"],
            "endLine": found["end_line"],
            "endColumn": found["end_column"],
        }
        location = {"artifactLocation": {"uri": found["file"]}, "region": region}
        result["locations"] = [{"physicalLocation": location}]
    return result

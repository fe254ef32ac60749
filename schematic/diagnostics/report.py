"""Diagnostics → text a person or a tool reads: one layout, one function."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from schematic.diagnostics.diagnostic import PAGES, Diagnostic
from schematic.diagnostics.printable import printable
from schematic.diagnostics.source import Source

WIDEST_EXCERPT = 160


def write_text(findings: Iterable[Diagnostic], source: Source | None) -> str:
    """Each finding with its excerpt, cause and cure."""
    return "\n\n".join(_text(finding, source) for finding in findings)


def write_concise(findings: Iterable[Diagnostic], source: Source | None) -> str:
    """One line a finding: `file:line:column: severity[code] message`."""
    return "\n".join(
        f"{_where(f, source)}: {f.severity}[{f.code}] {printable(f.message)}" for f in findings
    )


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
        "columnKind": "unicodeCodePoints",
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


def display_width(text: str) -> int:
    """How many columns a terminal gives to a text."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _where(finding: Diagnostic, source: Source | None) -> str:
    if source is None:
        return "schematic"
    if finding.span is None:
        return printable(source.name)
    line, column = source.position(finding.span.start)
    return f"{printable(source.name)}:{line}:{column}"


def _text(finding: Diagnostic, source: Source | None) -> str:
    lines = [f"{finding.severity}[{finding.code}]: {printable(finding.message)}"]
    if source is not None:
        lines.append(f"  --> {_where(finding, source)}")
        lines.extend(_excerpt(finding, source))
    if finding.cause:
        lines.append(f"   = cause: {printable(finding.cause)}")
    if finding.cure:
        lines.append(f"   = cure:  {printable(finding.cure)}")
    return "\n".join(lines)


def _excerpt(finding: Diagnostic, source: Source) -> list[str]:
    """The line with carets below; a long line is cut to a window around the carets."""
    if finding.span is None:
        return []
    number, column = source.position(finding.span.start)
    line = source.line(number)
    before = column - 1
    first = max(0, before - WIDEST_EXCERPT // 4) if len(line) > WIDEST_EXCERPT else 0
    shown = printable(line[first : first + WIDEST_EXCERPT])
    marked = shown[before - first :][: finding.span.end - finding.span.start]
    indent = " " * display_width(shown[: before - first])
    gutter = " " * len(str(number))
    return [
        f" {gutter} |",
        f" {number} | {shown}".rstrip(),
        f" {gutter} | {indent}{'^' * max(1, display_width(marked))}",
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
        "message": printable(finding.message),
        "cause": printable(finding.cause),
        "cure": printable(finding.cure),
        "file": printable(source.name) if source else None,
        **place,
    }


def _sarif_result(finding: Diagnostic, source: Source | None) -> dict[str, object]:
    found = _object(finding, source)
    text = "; ".join(str(found[part]) for part in ("message", "cause", "cure") if found[part])
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": finding.severity,
        "message": {"text": text},
    }
    if "line" in found:
        region = {
            "startLine": found["line"],
            "startColumn": found["column"],
            "endLine": found["end_line"],
            "endColumn": found["end_column"],
        }
        location = {"artifactLocation": {"uri": quote(str(found["file"]))}, "region": region}
        result["locations"] = [{"physicalLocation": location}]
    return result

"""Diagnostics → text a person or a tool reads: one layout, one function."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from schematic.diagnostics.diagnostic import PAGES, Diagnostic
from schematic.diagnostics.edit import Edit
from schematic.diagnostics.foreign_text import shown
from schematic.diagnostics.source import Source, Span

WIDEST_EXCERPT = 160


def write_text(findings: Iterable[Diagnostic], source: Source | None) -> str:
    """Each finding with its excerpt, cause and cure."""
    return "\n\n".join(_text(finding, source) for finding in findings)


def write_concise(findings: Iterable[Diagnostic], source: Source | None) -> str:
    """One line a finding: `file:line:column: severity[code] message`."""
    return "\n".join(
        f"{_where(f, source)}: {f.severity}[{f.code}] {shown(f.message)}" for f in findings
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
    return len(text) + sum(_columns(letter) - 1 for letter in text if letter > "\x7f")


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _where(finding: Diagnostic, source: Source | None) -> str:
    if source is None:
        return "schematic"
    if finding.span is None:
        return shown(source.name)
    line, column = source.position(finding.span.start)
    return f"{shown(source.name)}:{line}:{column}"


def _text(finding: Diagnostic, source: Source | None) -> str:
    lines = [f"{finding.severity}[{finding.code}]: {shown(finding.message)}"]
    if source is not None:
        lines.append(f"  --> {_where(finding, source)}")
        lines.extend(_excerpt(finding, source))
    if finding.cause:
        lines.append(f"   = cause: {shown(finding.cause)}")
    if finding.cure:
        lines.append(f"   = cure:  {shown(finding.cure)}")
    return "\n".join(lines)


def _excerpt(finding: Diagnostic, source: Source) -> list[str]:
    """The line with carets below; a long line is cut to a window around the carets."""
    if finding.span is None:
        return []
    number, column = source.position(finding.span.start)
    line = source.line(number)
    before = column - 1
    first = max(0, before - WIDEST_EXCERPT // 4) if len(line) > WIDEST_EXCERPT else 0
    visible = shown(line[first : first + WIDEST_EXCERPT])
    marked = visible[before - first :][: finding.span.end - finding.span.start]
    indent = " " * display_width(visible[: before - first])
    gutter = " " * len(str(number))
    return [
        f" {gutter} |",
        f" {number} | {visible}".rstrip(),
        f" {gutter} | {indent}{'^' * max(1, display_width(marked))}",
    ]


def _object(finding: Diagnostic, source: Source | None) -> dict[str, object]:
    place: dict[str, object] = {}
    if source is not None and finding.span is not None:
        place = _range(finding.span, source)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": shown(finding.message),
        "cause": shown(finding.cause),
        "cure": shown(finding.cure),
        "file": shown(source.name) if source else None,
        **place,
        **(
            {"fix": [_edit(edit, source) for edit in finding.fix]} if finding.fix and source else {}
        ),
    }


def _range(span: Span, source: Source) -> dict[str, object]:
    line, column = source.position(span.start)
    end_line, end_column = source.position(span.end)
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}


def _edit(edit: Edit, source: Source) -> dict[str, object]:
    """An edit of a certain cure: a place, and what is written there."""
    return {**_range(edit.span, source), "text": edit.text}


def _region(place: Mapping[str, object]) -> dict[str, object]:
    """A place as SARIF has it."""
    return {
        "startLine": place["line"],
        "startColumn": place["column"],
        "endLine": place["end_line"],
        "endColumn": place["end_column"],
    }


def _sarif_result(finding: Diagnostic, source: Source | None) -> dict[str, object]:
    found = _object(finding, source)
    text = "; ".join(str(found[part]) for part in ("message", "cause", "cure") if found[part])
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": finding.severity,
        "message": {"text": text},
    }
    artifact = {"uri": quote(str(found["file"]))}
    if "line" in found:
        location = {"artifactLocation": artifact, "region": _region(found)}
        result["locations"] = [{"physicalLocation": location}]
    if finding.fix and source is not None:
        edits = [_edit(edit, source) for edit in finding.fix]
        replacements = [
            {"deletedRegion": _region(edit), "insertedContent": {"text": edit["text"]}}
            for edit in edits
        ]
        change = {"artifactLocation": artifact, "replacements": replacements}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result

"""Any bytes as a spec → findings with places and pages, in every format of reports."""

from __future__ import annotations

import json

from schematic.diagnostics import SchematicError
from schematic.diagnostics.all_pages import all_pages
from schematic.diagnostics.report import FORMATS
from schematic.pipeline import Examination, examine
from schematic.syntax.parse import decode
from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.guard import Fault
from tests.fuzz.mutators.spec_changed import changed_spec, spec_seeds


def attempt(data: bytes) -> str:
    """Read, elaborate, check and derive."""
    try:
        source = decode("fuzz.sgm", data)
    except SchematicError as refused:
        return refused.diagnostics[0].code
    examination = examine(source)
    _check_places(examination)
    for name, write in FORMATS.items():
        report = write(examination.findings, source)
        report.encode()
        if name in ("json", "sarif"):
            json.loads(report)
    codes = sorted({finding.code for finding in examination.findings})
    return " ".join(codes) or "accepted"


def _check_places(examination: Examination) -> None:
    end, pages = len(examination.source.text) + 1, all_pages()
    for finding in examination.findings:
        if finding.span and not 0 <= finding.span.start <= finding.span.end <= end:
            raise Fault(f"a place outside the text: {finding}")
        if finding.code not in pages:
            raise Fault(f"a code without a page: {finding.code}")


TARGET = FuzzTarget(
    promise="Any bytes give a schematic or findings, within a second for 4 kB.",
    seeds=spec_seeds,
    change=changed_spec,
    attempt=attempt,
    quick=200,
)

"""Ill-formed programs: exactly the findings that their comments announce, in these words.

`# error[SGM101]` stands behind the line that it is about, `# file: error[SGM106]` on a line of its
own where the finding is about the whole file.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schematic.diagnostics import Diagnostic, Source
from schematic.diagnostics.all_pages import all_pages
from schematic.diagnostics.report import write_text
from schematic.pipeline import examine
from schematic.syntax.parse import read
from tests.golden import check_golden

HERE = Path(__file__).parent
BAD = {path.stem: path for path in sorted((HERE / "bad").glob("*.sgm"))}
# These need files, sizes, settings or modules.
ELSEWHERE = {"SGM103", "SGM104", "SGM107", "SGM112", "SGM113", "SGM217", "SGM220", "SGM511"}
_NOTE = re.compile(r"(error|warning)\[(SGM\d+)\]")

Note = tuple[int, str, str]


def announced(source: Source) -> list[Note]:
    """What the comments say is wrong: line (0 for the file), severity and code."""
    found = []
    for number, line in enumerate(source.text.split("\n"), start=1):
        _, _, comment = line.partition("#")
        place = 0 if line.startswith("# file:") else number
        found += [(place, severity, code) for severity, code in _NOTE.findall(comment)]
    return sorted(found)


def noted(source: Source, finding: Diagnostic) -> Note:
    """A finding as a comment would announce it."""
    line = source.position(finding.span.start)[0] if finding.span else 0
    return line, finding.severity, finding.code


@pytest.mark.parametrize("name", BAD)
def test_exactly_what_is_announced(name: str) -> None:
    source = read(BAD[name])
    findings = examine(source).findings
    assert sorted(noted(source, finding) for finding in findings) == announced(source)


@pytest.mark.parametrize("name", BAD)
def test_in_these_words(name: str) -> None:
    source = Source(f"{name}.sgm", read(BAD[name]).text)
    text = write_text(examine(source).findings, source)
    check_golden(HERE / "golden" / "bad" / f"{name}.txt", text + "\n")


def test_every_code_of_the_front_end_occurs() -> None:
    codes = {code for path in BAD.values() for _, _, code in announced(read(path))}
    assert codes | ELSEWHERE == {code for code in all_pages() if code < "SGM6"}


@pytest.mark.parametrize("name", BAD)
def test_every_finding_has_a_page_and_is_one_line(name: str) -> None:
    for finding in examine(read(BAD[name])).findings:
        assert all_pages()[finding.code].text
        assert finding.message
        assert finding.cause or finding.cure
        for part in (finding.message, finding.cause, finding.cure):
            assert "\n" not in part
            assert part == part.strip()
            assert not part.endswith(".")

"""Rows → Receipt → text or JSON: what was proved, by how much it is off, whether that passes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import Enum

from schematic.html_table import write_table


class Verdict(Enum):
    """What a row says. A row that does not apply is neither a pass nor a failure."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Row:
    """One identity, checked.

    Attributes:
        identity: both sides of it, in the symbols of the paper.
        source: the key of its paper and the equation, or the section of the rule.
        deviation: the largest difference found, in units of what is expected where that is above 1;
            for a z-test the largest |z|.
        tolerance: the largest deviation that passes.
        verdict: whether it does.
        note: how it was computed, or why it does not apply.
    """

    identity: str
    source: str
    deviation: float | None
    tolerance: float | None
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, repr=False)
class Receipt:
    """All rows of one schematic.

    Attributes:
        name: the schematic's.
        seed: of the random tables, modules and noise.
        draws: examples that the z-test averages, 0 for no z-test.
        rows: the identities, in the order in which they were checked.

    Example:
        >>> receipt = schematic.verify(schematic.load("gan"), draws=0)
        >>> receipt.failures
        ()
        >>> row = receipt.rows[0]
        >>> row.deviation <= row.tolerance
        True
    """

    name: str
    seed: int
    draws: int
    rows: tuple[Row, ...]

    def __repr__(self) -> str:
        """Its sum, in a line; `print` shows all rows."""
        return f"<Receipt of {self.name}: {_sum(self)}>"

    def __str__(self) -> str:
        """The table that `sgm verify` prints."""
        return write_text(self)

    def _repr_html_(self) -> str:
        """The table, as notebooks show it."""
        rows = ((row.identity, row.source, _figures(row)) for row in self.rows)
        return write_table(f"{self.name}: {_sum(self)}", ("identity", "source", "deviation"), rows)

    @property
    def failures(self) -> tuple[Row, ...]:
        """The rows that fail."""
        return tuple(row for row in self.rows if row.verdict is Verdict.FAIL)

    @property
    def passed(self) -> bool:
        """Whether no row fails, and at least one compared something with the paper."""
        return not self.failures and self.compares

    @property
    def compares(self) -> bool:
        """Whether a row is about more than where gradients go, and applies."""
        rows = (row for row in self.rows if row.verdict is not Verdict.NOT_APPLICABLE)
        return any(row.source != ROUTING for row in rows)


ROUTING = "gradient routing"
"""The source of rows that are about where gradients go."""

EXACT = 1e-10
"""The tolerance of an exact identity: float64 with sums of some thousand summands."""


def judged(
    identity: str, source: str, deviation: float, tolerance: float = EXACT, note: str = ""
) -> Row:
    """The row of a deviation; a NaN fails."""
    verdict = Verdict.PASS if deviation <= tolerance else Verdict.FAIL
    return Row(identity, source, deviation, tolerance, verdict, note)


def not_applicable(identity: str, source: str, reason: str) -> Row:
    """The row of an identity that has no finite stand-in here."""
    return Row(identity, source, None, None, Verdict.NOT_APPLICABLE, reason)


def write_text(receipt: Receipt) -> str:
    """The receipt as a table that fits a terminal, and its sum."""
    head = f"{receipt.name}: verified by exact enumeration in float64, seed {receipt.seed}"
    if receipt.draws:
        head += f", z-tests over {receipt.draws} draws"
    width = max((len(row.identity) for row in receipt.rows), default=0)
    sources = max((len(row.source) for row in receipt.rows), default=0)
    lines = [head, ""]
    for row in receipt.rows:
        lines.append(f"  {row.identity:<{width}}  {row.source:<{sources}}  {_figures(row)}")
    return "\n".join([*lines, "", _sum(receipt)])


def _figures(row: Row) -> str:
    if row.deviation is None or row.tolerance is None:
        return f"not applicable: {row.note}"
    sign = "≤" if row.verdict is Verdict.PASS else ">"
    reason = f": {row.note}" if row.note and row.verdict is Verdict.FAIL else ""
    return f"{row.deviation:8.1e} {sign} {row.tolerance:<5g}  {row.verdict.value}{reason}"


def _sum(receipt: Receipt) -> str:
    passed = sum(row.verdict is Verdict.PASS for row in receipt.rows)
    skipped = sum(row.verdict is Verdict.NOT_APPLICABLE for row in receipt.rows)
    text = f"{passed} passed, {len(receipt.failures)} failed"
    text += f", {skipped} not applicable" if skipped else ""
    return text if receipt.compares else f"{text}\nno loss was compared with the paper's"


def write_json(receipt: Receipt) -> str:
    """The receipt as one JSON object; a NaN is written as null."""
    rows = [asdict(row) | {"verdict": row.verdict.value} for row in receipt.rows]
    for row in rows:
        if row["deviation"] != row["deviation"]:
            row["deviation"] = None
    content = {
        "name": receipt.name,
        "seed": receipt.seed,
        "draws": receipt.draws,
        "passed": receipt.passed,
        "rows": rows,
    }
    return json.dumps(content, ensure_ascii=False, indent=2)

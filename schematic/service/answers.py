"""What the service answers, as frozen data. Places are `Span`s into the document's text."""

from __future__ import annotations

from dataclasses import dataclass

from schematic.diagnostics import Span
from schematic.diagnostics.diagnostic import Severity
from schematic.diagnostics.edit import Edit


@dataclass(frozen=True)
class Finding:
    """A diagnostic at its place; the whole first line where it has none.

    `fix` holds the edits that cure it for certain, and is empty where there are none.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    cause: str
    cure: str
    fix: tuple[Edit, ...] = ()

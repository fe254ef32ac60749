"""Text → Schematic, checked: the front half of the compiler in one readable function.

    text → parse → tree → elaborate → Schematic → check (structure, then objective)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schematic.checks import check
from schematic.diagnostics import Diagnostic, SchematicError, Source
from schematic.diagnostics.diagnostic import errors
from schematic.graph import Schematic, elaborate
from schematic.graph.elaborate import Settings, Shapes
from schematic.graph.names import ascii_name
from schematic.syntax.parse import parse as parse_source
from schematic.syntax.parse import read
from schematic.syntax.statements import names_in


@dataclass(frozen=True)
class Examination:
    """What the front half says of one source."""

    source: Source
    schematic: Schematic
    findings: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The findings that stop the compiler."""
        return tuple(errors(self.findings))


def examine(
    source: Source, settings: Settings | None = None, shapes: Shapes | None = None
) -> Examination:
    """Every finding about a source, and the schematic as far as it could be made."""
    tree, broken = parse_source(source)
    schematic, misnamed, excused = elaborate(tree, settings, shapes)
    lost = {ascii_name(n) for f in broken if f.span for n in names_in(source, f.span)}
    partial = bool(broken or any(errors(misnamed)))
    findings = check(schematic, partial=partial, excused=excused | lost) if tree.statements else ()
    kept = tuple(f for f in misnamed if not (f.code in _CASCADES and lost & set(f.about)))
    return Examination(source, schematic, _ordered((*broken, *kept, *findings)))


_CASCADES = ("SGM202", "SGM206")


def _ordered(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(findings, key=lambda f: (f.span.start if f.span else -1, f.code)))


def load(
    path: str | Path, *, settings: Settings | None = None, shapes: Shapes | None = None
) -> Schematic:
    """The schematic in a file.

    Args:
        path: a `.sgm` file.
        settings: values that override its `let` lines.
        shapes: event shapes for nodes that have none.

    Raises:
        SchematicError: the file cannot be read, or has errors; carries every finding.
    """
    return _accepted(examine(read(path), settings, shapes))


def parse(
    text: str,
    *,
    name: str = "<text>",
    settings: Settings | None = None,
    shapes: Shapes | None = None,
) -> Schematic:
    """The schematic in a text. Arguments and errors are those of `load`."""
    return _accepted(examine(Source.of(name, text), settings, shapes))


def _accepted(examination: Examination) -> Schematic:
    if examination.errors:
        raise SchematicError(examination.findings, examination.source)
    return examination.schematic

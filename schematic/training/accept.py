"""Source → Schematic, which has no errors: a spec with errors is refused with all its findings."""

from __future__ import annotations

from collections.abc import Mapping

from schematic.diagnostics import SchematicError, Source
from schematic.graph import Schematic
from schematic.pipeline import examine


def accept(
    source: Source,
    settings: Mapping[str, float] | None = None,
    shapes: Mapping[str, tuple[int, ...]] | None = None,
) -> Schematic:
    """Return the schematic of a source.

    Args:
        source: a spec.
        settings: values that override its `let` lines.
        shapes: event shapes for nodes that have none.

    Raises:
        SchematicError: the spec has errors; the exception carries every finding.
    """
    examination = examine(source, settings, shapes)
    if examination.errors:
        raise SchematicError(examination.findings, source)
    return examination.schematic

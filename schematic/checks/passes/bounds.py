"""A pass must be able to have the bound that its arrows ask for.

The bounds, and the findings that say why a pass cannot have one, are the rooms of
`schematic/objective/bounds/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.graph import Schematic
from schematic.objective.bound import bound_of
from schematic.objective.passes import find_passes


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings of the bounds of all passes."""
    runs = find_passes(schematic)
    yield from dict.fromkeys(
        finding for run in runs for finding in bound_of(run).refusals(schematic, run)
    )

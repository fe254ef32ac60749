"""A diffusion stands in a schematic of one pass."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.checks.structure.noise_levels import no_room
from schematic.diagnostics import Diagnostic
from schematic.graph import Schematic
from schematic.graph.diffusions import diffusions
from schematic.objective.passes import find_passes


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """A finding where dashed arrows form a cycle beside a diffusion."""
    passes = len(find_passes(schematic))
    for diffusion in diffusions(schematic) if passes > 1 else ():
        cause = f"dashed arrows form a cycle, so there are {passes} passes"
        yield no_room(diffusion.factor, cause, "draw the cycle in a spec of its own")

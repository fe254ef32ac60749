"""Schematic → findings: what is legal, one rule a file.

`check` runs the structural rules; where they find no error, the objective is derived and the
rules on it run too. A rule is a function from its input to findings and knows no other rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from schematic.checks import (
    abilities,
    arrows,
    cycles,
    factors,
    games,
    gradients,
    groups,
    laws,
    matched,
    nets,
    schedule,
    unused,
)
from schematic.diagnostics import Diagnostic
from schematic.graph import Schematic
from schematic.objective import derive
from schematic.objective.terms import Objective

STRUCTURE: tuple[Callable[[Schematic], Iterable[Diagnostic]], ...] = (
    arrows.check,
    factors.check,
    laws.check,
    cycles.check,
    matched.check,
    games.check,
    groups.check,
    nets.check,
    schedule.check,
    unused.check,
)
OBJECTIVE: tuple[Callable[[Objective], Iterable[Diagnostic]], ...] = (
    abilities.check,
    gradients.check,
)


def check(
    schematic: Schematic, *, partial: bool = False, excused: frozenset[str] = frozenset()
) -> tuple[Diagnostic, ...]:
    """Every finding about a schematic.

    Args:
        schematic: what elaboration made.
        partial: whether statements are missing from it, so that no objective can be derived.
        excused: names that broken statements speak of; findings about them would mislead.
    """
    found = chain.from_iterable(rule(schematic) for rule in STRUCTURE)
    findings = tuple(f for f in found if not excused & set(f.about))
    if partial or any(f.severity == "error" for f in findings):
        return findings
    objective = derive(schematic)
    return findings + tuple(chain.from_iterable(rule(objective) for rule in OBJECTIVE))

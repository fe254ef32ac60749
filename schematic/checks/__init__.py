"""Schematic → findings: what is legal, one rule a file.

`check` runs the structural rules; where those on the order of sampling find nothing, the rules that
follow that order; where no statement is missing, those on the whole; and where all of these find no
error, the objective is derived and the rules on it run too: whether each term can be estimated, and
if so, what the terms leave without effect. A rule is a function from its input to
findings and knows no other rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import TypeVar

from schematic.checks import (
    abilities,
    arrows,
    bounds,
    conditions,
    cycles,
    data_terms,
    effects,
    factors,
    games,
    gradients,
    groups,
    laws,
    learnt,
    matched,
    nets,
    phases,
    schedule,
    trunks,
    uninferred,
    unused,
)
from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import errors
from schematic.graph import Schematic
from schematic.graph.names import ascii_name
from schematic.objective import Objective, derive

T = TypeVar("T")

SOUND: tuple[Callable[[Schematic], Iterable[Diagnostic]], ...] = (factors.check, cycles.check)
STRUCTURE: tuple[Callable[[Schematic], Iterable[Diagnostic]], ...] = (
    arrows.check,
    laws.check,
    conditions.check,
    matched.check,
    groups.check,
    nets.check,
    schedule.check,
    phases.check,
    unused.check,
)
ORDERED: tuple[Callable[[Schematic], Iterable[Diagnostic]], ...] = (games.check, bounds.check)
WHOLE: tuple[Callable[[Schematic], Iterable[Diagnostic]], ...] = (learnt.check,)
ESTIMATED: tuple[Callable[[Objective], Iterable[Diagnostic]], ...] = (abilities.check,)
OBJECTIVE: tuple[Callable[[Objective], Iterable[Diagnostic]], ...] = (
    gradients.check,
    trunks.check,
    effects.check,
    uninferred.check,
    data_terms.check,
)


def check(
    schematic: Schematic, *, partial: bool = False, excused: frozenset[str] = frozenset()
) -> tuple[Diagnostic, ...]:
    """Every finding about a schematic.

    Args:
        schematic: what elaboration made.
        partial: whether statements are missing from it, so that no objective can be derived.
        excused: names that broken statements speak of; findings that miss them would mislead.
    """
    unsound = tuple(_found(SOUND, schematic))
    found = (
        *unsound,
        *_found(STRUCTURE, schematic),
        *(() if unsound else _found(ORDERED, schematic)),
        *(() if partial else _found(WHOLE, schematic)),
    )
    findings = tuple(f for f in found if not any(ascii_name(n) in excused for n in f.about))
    if partial or any(errors(findings)):
        return findings
    objective = derive(schematic)
    unknown = tuple(_found(ESTIMATED, objective))
    return (*findings, *(unknown or _found(OBJECTIVE, objective)))


def _found(rules: Iterable[Callable[[T], Iterable[Diagnostic]]], of: T) -> Iterable[Diagnostic]:
    return chain.from_iterable(rule(of) for rule in rules)

"""Schematic → findings: what is legal, a rule a file, in the folder that says when it runs.

`check` runs the rules on the order of sampling and those on the structure; where sampling has an
order, those on passes; where no statement is missing, those on the whole; and where all of these
find no error, the objective is derived and the rules on it run too: whether each term can be
estimated, and if so, what the terms leave without effect.

A rule is a file that defines `check`, a function from its input to findings. It knows no other
rule, and nothing names it: a new file in a folder is a new rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import errors
from schematic.graph import Schematic
from schematic.graph.scope import excuses
from schematic.objective import Objective, derive
from schematic.rooms import Rooms

T = TypeVar("T")
Rule = Callable[[T], Iterable[Diagnostic]]


def _rules(folder: str) -> Rooms[Rule[T]]:
    """The rules of a folder by name."""
    return Rooms(f"schematic.checks.{folder}", "check", Callable)  # type: ignore[arg-type]


SAMPLING: Rooms[Rule[Schematic]] = _rules("sampling")
STRUCTURE: Rooms[Rule[Schematic]] = _rules("structure")
PASSES: Rooms[Rule[Schematic]] = _rules("passes")
WHOLE: Rooms[Rule[Schematic]] = _rules("whole")
ESTIMATES: Rooms[Rule[Objective]] = _rules("estimates")
OBJECTIVE: Rooms[Rule[Objective]] = _rules("objective")


def check(
    schematic: Schematic, *, partial: bool = False, excused: frozenset[str] = frozenset()
) -> tuple[Diagnostic, ...]:
    """Every finding about a schematic.

    Args:
        schematic: what elaboration made.
        partial: whether statements are missing from it, so that no objective can be derived.
        excused: names that broken statements speak of; findings that miss them would mislead.
    """
    unsound = tuple(_found(SAMPLING, schematic))
    found = (
        *unsound,
        *_found(STRUCTURE, schematic),
        *(() if unsound else _found(PASSES, schematic)),
        *(() if partial else _found(WHOLE, schematic)),
    )
    findings = tuple(f for f in found if not any(excuses(excused, n) for n in f.about))
    if partial or any(errors(findings)):
        return findings
    objective = derive(schematic)
    unknown = tuple(_found(ESTIMATES, objective))
    return (*findings, *(unknown or _found(OBJECTIVE, objective)))


def _found(rules: Rooms[Rule[T]], of: T) -> Iterable[Diagnostic]:
    return (finding for rule in rules.values() for finding in rule(of))

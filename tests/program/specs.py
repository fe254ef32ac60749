"""Short ways from a text to a program, before and after its passes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from schematic.graph import Schematic
from schematic.objective.rule import derive
from schematic.program import plan
from schematic.program.ops import Op, Program
from schematic.program.plan import lowered
from tests.objective.specs import spec

T = TypeVar("T", bound=Op)


def planned(name: str, bound: Iterable[str] = ()) -> Program:
    """The program of one of the reference programs."""
    return plan(derive(spec(name)), bound)


def plain(schematic: Schematic, bound: Iterable[str] = ()) -> Program:
    """The program before any pass."""
    return lowered(derive(schematic), frozenset(bound))


def of_kind(ops: Iterable[Op], kind: type[T]) -> list[T]:
    """The operations of one kind."""
    return [op for op in ops if isinstance(op, kind)]

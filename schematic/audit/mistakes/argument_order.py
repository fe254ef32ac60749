"""A net of two parents gets them in another order than the drawing has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.graph import Schematic
from schematic.program import Program
from schematic.program.ops import Evaluate, Line, Op, one_by_one


def _variants(place: Place) -> Iterator[Variant]:
    for net in place.term.body.nets:
        parents = _parents(place.objective.schematic, net)
        if len(parents) == 2:
            first, second = parents
            says = f"{net} gets {second} and {first}, in this order"
            cure = f"the drawing says {first}, {second}"
            yield Variant(says, cure, place.term, _exchanged(net), kin=f"order {net}")


def _parents(schematic: Schematic, net: str) -> tuple[str, ...]:
    """The parents of a net; none where they have different shapes, so that nobody errs."""
    for factor in schematic.factors:
        if net in (ref.net for ref in factor.law.nets):
            spaces = {schematic.nodes[name].space.shape for name in factor.parents}
            return factor.parents if len(spaces) == 1 else ()
    return ()


@lru_cache(maxsize=256)
def _exchanged(net: str) -> World:
    """The world in which a net's parents are exchanged; one for all terms that evaluate it."""
    return World(program=_with_exchanged(net))


def _with_exchanged(net: str) -> Callable[[Program], Program]:
    def line(op: Line) -> Line:
        if isinstance(op, Evaluate) and op.net == net:
            return replace(op, inputs=op.inputs[::-1])
        return op

    def lines(ops: Iterable[Op]) -> tuple[Op, ...]:
        return tuple(map(line, one_by_one(ops)))

    def change(program: Program) -> Program:
        sections = tuple(replace(s, ops=lines(s.ops)) for s in program.sections)
        return replace(program, shared=lines(program.shared), sections=sections)

    return change


MISTAKE = Mistake("argument_order", 23, _variants)

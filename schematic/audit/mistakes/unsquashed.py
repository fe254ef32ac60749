"""A generated value is passed on as raw parameters, without its sigmoid or softmax."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.readings import ancestry
from schematic.program import Program
from schematic.program.ops import Mean, one_by_one
from schematic.program.written_names import variable


def _variants(place: Place) -> Iterator[Variant]:
    for name in sorted(ancestry(place.objective, place.term.body.reads)):
        draw = place.objective.draw(name)
        if draw.factor is not None and draw.mean and draw.factor.law.form.mean is not None:
            says = f"{name} is what the net returns, without the sigmoid that makes it a value"
            cure = f"{name} is the mean: take the sigmoid or softmax of the net's output"
            yield Variant(says, cure, place.term, _raw(variable(name)), kin=says)


@lru_cache(maxsize=256)
def _raw(name: str) -> World:
    """The world in which a mean is the first raw parameter; one for all terms that read it."""
    return World(program=_without_link(name))


def _without_link(name: str) -> Callable[[Program], Program]:
    def change(program: Program) -> Program:
        shared = (
            replace(op, kernel=None) if isinstance(op, Mean) and op.name == name else op
            for op in one_by_one(program.shared)
        )
        return replace(program, shared=tuple(shared))

    return change


MISTAKE = Mistake("unsquashed", 13, _variants)

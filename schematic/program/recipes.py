"""Queries → recipes: the operations of `sample`, `infer` and `reconstruct`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from schematic.graph import Schematic
from schematic.objective.draws import DETACHED
from schematic.objective.queries import Query, inferences, reconstructions, samples
from schematic.objective.terms import Draw
from schematic.program.draws import DrawPlan
from schematic.program.ops import LIKE, NUMBER, Recipe
from schematic.program.written_names import Namer, variable


def plan_samples(schematic: Schematic, bound: frozenset[str]) -> tuple[Recipe, ...]:
    """How each data node is generated from priors."""
    return _recipes(schematic, bound, samples(schematic))


def plan_infers(schematic: Schematic, bound: frozenset[str]) -> tuple[Recipe, ...]:
    """How each node is inferred from others."""
    return _recipes(schematic, bound, inferences(schematic))


def plan_reconstructs(schematic: Schematic, bound: frozenset[str]) -> tuple[Recipe, ...]:
    """How each data node is computed from what is inferred from itself."""
    return _recipes(schematic, bound, reconstructions(schematic))


def _recipes(
    schematic: Schematic, bound: frozenset[str], queries: Iterable[Query]
) -> tuple[Recipe, ...]:
    return tuple(_recipe(schematic, bound, query) for query in queries)


def _recipe(schematic: Schematic, bound: frozenset[str], query: Query) -> Recipe:
    """A recipe that gives one answer an example; `samples` count in training alone."""
    draws = {draw.name: _once(draw) for draw in query.draws}
    plan = DrawPlan(
        schematic=schematic,
        bound=bound,
        draws=draws,
        owned=set(schematic.groups),
        length=NUMBER,
        like=LIKE,
        names=Namer({variable(name) for name in (*schematic.nodes, *draws)}),
    )
    plan.make(draws.values())
    return Recipe(query.target, query.needs, tuple(plan.ops), variable(query.draws[-1].name))


def _once(draw: Draw) -> Draw:
    """The draw with one value an example, a sample where training takes every value."""
    if draw.factor is None:
        return draw
    attributes = replace(draw.factor.attributes, samples=1)
    estimator = DETACHED if draw.enumerated or draw.relaxed else draw.estimator
    factor = replace(draw.factor, attributes=attributes)
    return replace(draw, factor=factor, estimator=estimator, enumerated=False, relaxed=False)

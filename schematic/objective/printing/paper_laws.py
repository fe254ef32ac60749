"""Factors, nodes and draws → the laws of the paper that they stand for."""

from __future__ import annotations

from dataclasses import replace

from schematic.graph import DataLaw, Factor, Node
from schematic.graph.letters import letter
from schematic.objective.printing.symbols import Law
from schematic.objective.readings import arrow_of
from schematic.objective.terms import Draw, Objective, Origin
from schematic.once import once


def law_of(objective: Objective, source: Factor | Node) -> Law:
    """A factor, or a node's own law, as a symbol."""
    if isinstance(source, Node):
        is_data = source.is_data and not source.is_partly_observed
        return Law("p", (source.name,), mark="data" if is_data else "")
    head = letter(objective.schematic, source)
    return Law(head, (source.child,), source.parents, source.law.groups)


def kept_behind(objective: Objective, draw: Draw) -> tuple[str, ...]:
    """The draws that a generated one was made from and that a term reads beside it.

    Its law is given these, such as the class of an example; all others are averaged over.
    """
    read = _read(objective)
    found: dict[str, None] = {}
    stack = list(draw.given)
    while stack:
        behind = objective.draw(stack.pop(0))
        if behind.name in read:
            found[behind.name] = None
        elif behind.origin is Origin.GENERATED:
            stack.extend(behind.given)
    return tuple(found)


@once
def _read(objective: Objective) -> frozenset[str]:
    """The draws that terms and weights read."""
    terms = [term for player in objective.players for term in player.terms]
    weighers = [term.weigher for term in terms if term.weigher]
    return frozenset[str]().union(
        *(term.body.reads for term in terms), *(weigher.given for weigher in weighers)
    )


def law_of_draw(objective: Objective, draw: Draw) -> Law:
    """What a draw is drawn from, as a symbol."""
    node = objective.schematic.nodes[draw.node]
    if draw.is_shuffled:
        of = law_of_draw(objective, objective.draw(draw.given[0]))
        return Law(of.head, of.of, groups=of.groups, mark="bar")
    if draw.origin is Origin.GENERATED:
        assert draw.factor is not None
        kept = tuple(objective.draw(name).node for name in kept_behind(objective, draw))
        return Law("p", (draw.node,), kept, draw.factor.law.groups, fixed=True)
    if draw.factor is None:
        law = law_of(objective, node)
        if draw.is_data:
            law = replace(law, mark="data")
        if draw.branch is None or node.law is None:
            return law
        assert isinstance(node.law, DataLaw)
        by = (node.law.by,) if node.law.by else ()
        fixed = tuple((name, draw.branch) for name in by)
        return Law("p", law.of, by, mark="data", values=fixed)
    return law_of(objective, arrow_of(draw) or draw.factor)

"""What `gradient = enumerate` needs: finitely many values, and few."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Node
from schematic.objective.copies import MOST_VALUES, Layout, layouts_of, values_of
from schematic.objective.terms import Objective


@page("SGM347")
def not_enumerable(factor: Factor, message: str, cause: str, cure: str) -> Diagnostic:
    """A draw whose values are not finitely many, or too many to take them all.

    `gradient = enumerate` computes every term at every value of the draw: K of `cat[K]`, 2ⁿ of
    n bits, and the product of these where several such draws meet. There may be 1024 for each
    example. A continuous draw has no such values, and a gradient passes through it as it is.
    """
    return Diagnostic("SGM347", message, factor.arrow_span, cause, cure, about=(factor.child,))


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about enumerated draws."""
    nodes, layouts = objective.schematic.nodes, layouts_of(objective)
    for draw in objective.draws:
        if draw.enumerated and draw.factor is not None:
            yield from _values(draw.factor, nodes[draw.node], layouts[draw.name])


def _values(factor: Factor, node: Node, layout: Layout) -> Iterator[Diagnostic]:
    values, kind = values_of(node), node.space.kind.value
    if values is None:
        message = f"the values of `{node.name}` cannot be enumerated"
        cause = f"a `{kind}` node has infinitely many values"
        yield not_enumerable(
            factor, message, cause, "leave `gradient` out, or declare a `cat` node"
        )
    elif values > MOST_VALUES:
        message = f"`{node.name}` has too many values to enumerate them: {_shown(values)}"
        cause = f"every term would be computed at each of them, and {MOST_VALUES} are the most"
        yield not_enumerable(factor, message, cause, "write `gradient = score`, or fewer elements")
    elif layout.values > MOST_VALUES:
        meeting = [axis.draw for axis in layout.axes if axis.enumerated and axis.size > 1]
        names = " and ".join(f"`{name}`" for name in meeting)
        message = f"{names} have too many values together"
        cause = (
            f"they meet, and have {_shown(layout.values)} combinations; {MOST_VALUES} are the most"
        )
        yield not_enumerable(
            factor, message, cause, "write `gradient = score` on one of the arrows"
        )


def _shown(values: int) -> str:
    power = log2(values)
    return f"{values:,}" if values < 10**6 else f"about 2^{power:.0f}"

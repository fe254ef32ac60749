"""Who comes from whom → the nodes that no order, parents before children, can reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schematic.objective.passes import in_order


def unordered(parents: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The nodes that lie on circles or behind them, given the parents of each.

    Parents that are not keys are there already.
    """
    reached = set(in_order(parents, list(parents)))
    return tuple(child for child in parents if child not in reached)

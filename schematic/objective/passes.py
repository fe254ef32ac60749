"""Schematic → passes: in which order one run of inference samples the nodes.

*Roots* have no dashed arrow into them and are drawn from their own law; *inferred* nodes follow
their dashed factor. Where dashed arrows form a cycle (ALI, CycleGAN, VAE/GAN), every node on it
that has its own law starts a pass of its own, in which the dashed arrows into it are cut.
A partly observed node has a pass of the examples in which it is data, where the dashed arrow into
it is cut too, and one of those in which it is missing, where it is inferred.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from schematic.graph import Factor, Schematic
from schematic.objective.strong_components import strong_components
from schematic.objective.terms import Rows
from schematic.once import once


@dataclass(frozen=True)
class Pass:
    """One run of inference.

    Attributes:
        starts: the nodes of dashed cycles that this pass draws from their own law.
        inferred: the dashed factor that each inferred node follows, in sampling order.
        rows: the examples of a batch that the pass is about.
    """

    starts: tuple[str, ...]
    inferred: Mapping[str, Factor]
    rows: Rows = ()

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each inferred node in sampling order."""
        return {name: at for at, name in enumerate(self.inferred)}


def dashed_cycles(
    schematic: Schematic, without: Collection[str] = ()
) -> tuple[tuple[str, ...], ...]:
    """The sets of nodes that dashed arrows join in cycles, each in order of appearance.

    Args:
        schematic: any.
        without: nodes into which the dashed arrows are cut.
    """
    into = schematic.dashed_into.items()
    parents = {child: factor.parents for child, factor in into if child not in without}
    if len(in_order(parents, list(parents))) == len(parents):
        return ()
    position = {name: at for at, name in enumerate(schematic.nodes)}
    cyclic = (
        component
        for component in strong_components(parents)
        if len(component) > 1 or component[0] in parents[component[0]]
    )
    ordered = (tuple(sorted(component, key=position.__getitem__)) for component in cyclic)
    return tuple(sorted(ordered, key=lambda nodes: position[nodes[0]]))


@once
def find_passes(schematic: Schematic) -> tuple[Pass, ...]:
    """The passes, one for each choice of a start on every dashed cycle, and of what is missing.

    A cycle without a node that has its own law has no pass; `checks` refuses it.
    """
    return tuple(run for rows in _row_sets(schematic) for run in _passes_of(schematic, rows))


def _row_sets(schematic: Schematic) -> Iterator[Rows]:
    """The sets of examples that have a pass: those in which all is data come first."""
    inferred = [name for name in schematic.partly_observed if name in schematic.dashed_into]
    for seen in itertools.product((True, False), repeat=len(inferred)):
        yield tuple(zip(inferred, seen, strict=True))


def _passes_of(schematic: Schematic, rows: Rows) -> Iterator[Pass]:
    laws, seen = schematic.nodes, tuple(name for name, is_seen in rows if is_seen)
    choices = [
        [node for node in cycle if laws[node].law is not None]
        for cycle in dashed_cycles(schematic, seen)
    ]
    for starts in itertools.product(*choices):
        yield _pass(schematic, starts, rows, cut=(*starts, *seen))


def _pass(schematic: Schematic, starts: tuple[str, ...], rows: Rows, cut: Collection[str]) -> Pass:
    into = schematic.dashed_into
    inferred = {child: factor for child, factor in into.items() if child not in cut}
    parents = {child: factor.parents for child, factor in inferred.items()}
    order = in_order(parents, list(schematic.nodes))
    return Pass(starts, {node: inferred[node] for node in order}, rows)


def in_order(parents: Mapping[str, Iterable[str]], names: Sequence[str]) -> list[str]:
    """The keys of `parents` in an order in which each stands behind its parents.

    Where that leaves a choice, the first in `names` comes first. Parents that are not keys are
    there already. Keys on a cycle, and behind one, are left out. It takes linear time, but for the
    heap.
    """
    rank = {name: at for at, name in enumerate(names)}
    waiting = {child: {p for p in found if p in parents} for child, found in parents.items()}
    children: dict[str, list[str]] = {}
    for child, found in waiting.items():
        for parent in found:
            children.setdefault(parent, []).append(child)
    ready = [rank[child] for child, found in waiting.items() if not found]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        parent = names[heapq.heappop(ready)]
        order.append(parent)
        for child in children.get(parent, ()):
            waiting[child].discard(parent)
            if not waiting[child]:
                heapq.heappush(ready, rank[child])
    return order

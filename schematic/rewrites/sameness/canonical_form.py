"""Schematic → its canonical form: equal for two schematics exactly if they are the same.

Colour refinement comes first. Edges between two cells that are joined wholly or not at all say no
more than the colours do, so they are left out, and what remains falls into components that are put
in order one by one. Within a component that refinement leaves tied, each vertex of one cell is
tried in turn, except where a symmetry found on the way shows that it would come to the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from schematic.graph import Schematic
from schematic.rewrites.sameness.colour_refinement import Near, Partition
from schematic.rewrites.sameness.coloured_graph import ColouredGraph, coloured_graph

Edges: TypeAlias = tuple[tuple[int, int, int], ...]
"""Tail, code and head of each edge, by the places of the vertices."""

Arrangement: TypeAlias = tuple[tuple[int, ...], Edges]
"""The colours and the edges of a component in some order; the least one is canonical."""

Certificate: TypeAlias = tuple[str, tuple[str, ...], Edges]
"""Schedule, colours and edges of a schematic in canonical order."""


def canonical_form(schematic: Schematic, *, sizes: bool = True) -> Certificate:
    """What is the same for all namings of a schematic, and for no other schematic.

    Args:
        schematic: the schematic.
        sizes: whether shapes and numbers of classes count.
    """
    graph = coloured_graph(schematic, sizes=sizes)
    order = canonical_order(graph)
    position = {vertex: place for place, vertex in enumerate(order)}
    colours = tuple(graph.colours[vertex] for vertex in order)
    near = dict(enumerate(graph.near))
    return (schematic.schedule.value, colours, _edges(near, order, position))


def canonical_order(graph: ColouredGraph) -> list[int]:
    """The vertices, in an order that does not depend on their names."""
    rank = {name: place for place, name in enumerate(sorted(set(graph.colours)))}
    cells = Partition({v: rank[name] for v, name in enumerate(graph.colours)})
    near = dict(enumerate(graph.near))
    cells.refine(near)
    return _arranged(near, cells)


def _arranged(near: Near, cells: Partition) -> list[int]:
    """The vertices of a refined partition in order, component by component."""
    kept = _telling(near, cells)
    parts = [_component(kept, part, cells) for part in _components(kept)]
    parts.sort(key=lambda part: part[0])
    return [vertex for _, order in parts for vertex in order]


def _telling(near: Near, cells: Partition) -> dict[int, list[tuple[int, int]]]:
    """The edges without those between cells that are joined wholly."""
    colour_of = cells.colour_of
    number = Counter(
        (colour_of[v], code, colour_of[u]) for v, edges in near.items() for code, u in edges
    )
    whole = set()
    for (mine, code, yours), count in number.items():
        size = len(cells.cells[mine])
        if count == size * (len(cells.cells[yours]) - (mine == yours)):
            whole.add((mine, code, yours))
    return {
        v: [(c, u) for c, u in edges if (colour_of[v], c, colour_of[u]) not in whole]
        for v, edges in near.items()
    }


def _components(near: Near) -> Iterator[list[int]]:
    seen: set[int] = set()
    for start in near:
        if start in seen:
            continue
        seen.add(start)
        part, stack = [start], [start]
        while stack:
            for _, other in near[stack.pop()]:
                if other not in seen:
                    seen.add(other)
                    part.append(other)
                    stack.append(other)
        yield part


def _component(near: Near, part: list[int], cells: Partition) -> tuple[Arrangement, list[int]]:
    """One component in order, with a certificate that tells it from all others."""
    colour_of = cells.colour_of
    if len(part) == 1:
        return ((colour_of[part[0]],), ()), part
    inner = {vertex: near[vertex] for vertex in part}
    local = cells.restricted(part)
    tied = [cell for cell in local.cells.items() if len(cell[1]) > 1]
    if not tied:
        order = sorted(part, key=colour_of.__getitem__)
        return _certificate(inner, order, colour_of), order
    _, choices = min(tied, key=lambda cell: (len(cell[1]), cell[0]))
    return _least(inner, part, local, sorted(choices))


def _least(
    near: Near, part: list[int], cells: Partition, choices: list[int]
) -> tuple[Arrangement, list[int]]:
    """The order with the least certificate over all choices of one vertex to come first."""
    orbits = _Orbits(part)
    tried: list[tuple[int, Arrangement, list[int]]] = []
    for vertex in choices:
        if any(orbits.joined(vertex, other) for other, _, _ in tried):
            continue
        chosen = cells.restricted(part)
        chosen.individualise(vertex, near)
        order = _arranged(near, chosen)
        certificate = _certificate(near, order, cells.colour_of)
        for _, known, image in tried:
            if known == certificate:
                orbits.join(zip(order, image, strict=True))
        tried.append((vertex, certificate, order))
    _, certificate, order = min(tried, key=lambda found: found[1])
    return certificate, order


class _Orbits:
    """Which vertices are known to be exchanged by a symmetry."""

    def __init__(self, vertices: Iterable[int]) -> None:
        self.root = {vertex: vertex for vertex in vertices}

    def joined(self, one: int, other: int) -> bool:
        """Whether a symmetry takes the one to the other."""
        return self._find(one) == self._find(other)

    def join(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Learn a symmetry, given as what it takes each vertex to."""
        for one, other in pairs:
            self.root[self._find(one)] = self._find(other)

    def _find(self, vertex: int) -> int:
        while self.root[vertex] != vertex:
            self.root[vertex] = self.root[self.root[vertex]]
            vertex = self.root[vertex]
        return vertex


def _certificate(near: Near, order: list[int], colour_of: dict[int, int]) -> Arrangement:
    position = {vertex: place for place, vertex in enumerate(order)}
    return tuple(colour_of[vertex] for vertex in order), _edges(near, order, position)


def _edges(near: Near, order: list[int], position: dict[int, int]) -> Edges:
    """Each directed edge once, by the places of its ends."""
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for vertex in order:
        here = position[vertex]
        found[here] = sorted((here, c, position[u]) for c, u in near[vertex] if c % 2 == 0)
    return tuple(edge for place in range(len(order)) for edge in found[place])

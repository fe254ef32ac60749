"""A coloured graph → the coarsest finer colouring under which neighbourhoods agree.

Colour refinement (Weisfeiler and Lehman) as Hopcroft would do it: only the smaller parts of what
was split are used to split again, so it takes O(m log n) steps. The colours that come out do not
depend on the names of vertices: isomorphic graphs get the same ones.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence

Near = Mapping[int, Sequence[tuple[int, int]]]
"""The edges at each vertex: (code, other end)."""


class Partition:
    """Cells of vertices by colour; refinement splits cells and never joins them."""

    def __init__(self, colour_of: dict[int, int]) -> None:
        """Take over a colouring."""
        self.colour_of = colour_of
        self.cells: dict[int, set[int]] = defaultdict(set)
        for vertex, colour in colour_of.items():
            self.cells[colour].add(vertex)
        self.next = max(self.cells, default=-1) + 1

    def restricted(self, vertices: Iterable[int]) -> Partition:
        """The same colours on fewer vertices."""
        return Partition({vertex: self.colour_of[vertex] for vertex in vertices})

    def individualise(self, vertex: int, near: Near) -> None:
        """Give a vertex a colour of its own, and refine."""
        fresh = self._recolour({vertex})
        self._refine(near, deque([fresh]))

    def refine(self, near: Near) -> None:
        """Split until all vertices of a cell have equally many neighbours in each cell."""
        self._refine(near, deque(sorted(self.cells)))

    def _refine(self, near: Near, queue: deque[int]) -> None:
        waiting = set(queue)
        while queue:
            splitter = queue.popleft()
            waiting.discard(splitter)
            for cell, groups in self._touched(near, splitter):
                for fresh in self._split(cell, groups, waiting):
                    queue.append(fresh)
                    waiting.add(fresh)

    def _touched(
        self, near: Near, splitter: int
    ) -> list[tuple[int, dict[tuple[int, ...], set[int]]]]:
        """The cells next to the splitter, each grouped by how its vertices are joined to it."""
        codes: dict[int, list[int]] = defaultdict(list)
        for vertex in self.cells[splitter]:
            for code, other in near[vertex]:
                codes[other].append(code)
        touched: dict[int, dict[tuple[int, ...], set[int]]] = defaultdict(dict)
        for vertex, found in codes.items():
            key = tuple(sorted(found)) if len(found) > 1 else (found[0],)
            touched[self.colour_of[vertex]].setdefault(key, set()).add(vertex)
        return sorted(touched.items(), key=lambda item: item[0])

    def _split(
        self, cell: int, groups: dict[tuple[int, ...], set[int]], waiting: set[int]
    ) -> list[int]:
        """Split a cell into its groups; the new colours that still have to split others."""
        rest = len(self.cells[cell]) - sum(map(len, groups.values()))
        if rest == 0 and len(groups) == 1:
            return []
        keys = sorted(groups)
        if rest == 0:
            keys.remove(max(keys, key=lambda key: (len(groups[key]), key)))
        fresh = [self._recolour(groups[key]) for key in keys]
        if cell in waiting:
            return fresh
        largest = max(fresh, key=lambda colour: (len(self.cells[colour]), -colour))
        if len(self.cells[cell]) >= len(self.cells[largest]):
            return fresh
        return [cell, *(colour for colour in fresh if colour != largest)]

    def _recolour(self, vertices: set[int]) -> int:
        """A new colour for some vertices of one cell."""
        fresh, self.next = self.next, self.next + 1
        old = self.colour_of[next(iter(vertices))]
        self.cells[old] -= vertices
        self.cells[fresh] = set(vertices)
        for vertex in vertices:
            self.colour_of[vertex] = fresh
        if not self.cells[old]:
            del self.cells[old]
        return fresh

"""Parents of each node → the sets of nodes that can all be reached from one another.

This is Kosaraju's algorithm, in linear time and without recursion. `networkx` has one too, and
takes longer to import than a page in the browser takes to derive an objective (decision 83).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from schematic.graph.walks import finished, postorder


def strong_components(parents: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The strongly connected components of the keys.

    Args:
        parents: those of each node; a parent that is no key is on no cycle.
    """
    edges = {child: [p for p in found if p in parents] for child, found in parents.items()}
    back: dict[str, list[str]] = {name: [] for name in edges}
    for child, found in edges.items():
        for parent in found:
            back[parent].append(child)
    seen: set[str] = set()
    for root in reversed(tuple(postorder(edges))):
        component = tuple(finished(root, back, seen))
        if component:
            yield component

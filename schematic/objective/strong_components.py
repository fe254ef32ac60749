"""Parents of each node → the sets of nodes that can all be reached from one another.

This is Kosaraju's algorithm, in linear time and without recursion. `networkx` has one too, and
takes longer to import than a page in the browser takes to derive an objective (decision 83).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


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
    finished = [name for root in edges for name in _finished(root, edges, seen)]
    seen.clear()
    for root in reversed(finished):
        component = tuple(_finished(root, back, seen))
        if component:
            yield component


def _finished(root: str, edges: Mapping[str, list[str]], seen: set[str]) -> Iterator[str]:
    """The nodes that are reached from a root and were not seen, each behind those it leads to."""
    if root in seen:
        return
    seen.add(root)
    path = [(root, iter(edges[root]))]
    while path:
        name, ahead = path[-1]
        following = next((each for each in ahead if each not in seen), None)
        if following is None:
            path.pop()
            yield name
        else:
            seen.add(following)
            path.append((following, iter(edges[following])))

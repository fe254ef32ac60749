"""Edges → walks along them: what follows what, orders, distances and connected parts.

Edges are pairs of names. Each walk takes a time that grows with their number, and none recurses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

Followers = Mapping[T, Sequence[T]]
"""For each end of an edge, the ends that edges lead to from there."""


def followers(edges: Iterable[tuple[T, T]]) -> Followers[T]:
    """What follows each end of some edges, everything once and in order of appearance."""
    found: dict[T, dict[T, None]] = {}
    for tail, head in edges:
        found.setdefault(tail, {})[head] = None
        found.setdefault(head, {})
    return {end: tuple(others) for end, others in found.items()}


def postorder(graph: Followers[T]) -> Iterator[T]:
    """Every end behind all that is reached from it, as far as there are no cycles."""
    seen: set[T] = set()
    for start in graph:
        yield from finished(start, graph, seen)


def finished(start: T, graph: Followers[T], seen: set[T]) -> Iterator[T]:
    """What is reached from a start and was not seen, each behind all that it leads to.

    Args:
        start: where to begin; nothing is reached from one that was seen.
        graph: what follows what.
        seen: what was seen; whatever is reached is added.
    """
    if start in seen:
        return
    seen.add(start)
    stack = [(start, iter(graph[start]))]
    while stack:
        here, onward = stack[-1]
        following = next((other for other in onward if other not in seen), None)
        if following is None:
            yield here
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(graph[following])))


def distances(graph: Followers[T], starts: Iterable[T]) -> Mapping[T, int]:
    """How many edges everything that is reached from some starts is away from the nearest one."""
    found = dict.fromkeys(starts, 0)
    queue = deque(found)
    while queue:
        here = queue.popleft()
        for other in graph.get(here, ()):
            if other not in found:
                found[other] = found[here] + 1
                queue.append(other)
    return found


def connected(edges: Iterable[tuple[T, T]]) -> Iterator[tuple[T, ...]]:
    """The parts into which edges fall, whichever way they lead."""
    both = followers(pair for tail, head in edges for pair in ((tail, head), (head, tail)))
    seen: set[T] = set()
    for start in both:
        if start not in seen:
            part = tuple(distances(both, (start,)))
            seen.update(part)
            yield part

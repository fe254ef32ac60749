"""Who comes from whom → the nodes that no order, parents before children, can reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def unordered(parents: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The nodes that lie on circles or behind them, given the parents of each. Linear time.

    Parents that are no keys are there already.
    """
    waiting = {child: {p for p in found if p in parents} for child, found in parents.items()}
    children: dict[str, list[str]] = {}
    for child, found in waiting.items():
        for parent in found:
            children.setdefault(parent, []).append(child)
    ready = [child for child, found in waiting.items() if not found]
    while ready:
        parent = ready.pop()
        for child in children.get(parent, ()):
            waiting[child].discard(parent)
            if not waiting[child]:
                ready.append(child)
    return tuple(child for child, found in waiting.items() if found)

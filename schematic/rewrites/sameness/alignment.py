"""Two schematics → which node of the one stands for which of the other, and which factor.

The alignment is exact where they are the same. Elsewhere it is a guess: nodes with like
surroundings are paired first, the wider these are the better, then nodes of one name, then nodes of
one role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from schematic.graph import Attributes, Factor, Node, Schematic
from schematic.rewrites.sameness.canonical_form import canonical_order
from schematic.rewrites.sameness.coloured_graph import ColouredGraph, coloured_graph

ROUNDS = 3


def exactly_aligned(a: Schematic, b: Schematic) -> Iterator[tuple[Factor, Factor]]:
    """The factors of two equal schematics that stand for each other."""
    graphs = coloured_graph(a), coloured_graph(b)
    orders = map(canonical_order, graphs)
    positions = [{v: place for place, v in enumerate(order)} for order in orders]
    places = [
        {positions[i][v]: name for (kind, name), v in graph.names.items() if kind == "factor"}
        for i, graph in enumerate(graphs)
    ]
    for place, position in sorted(places[0].items(), key=lambda item: str(item[1])):
        yield a.factors[_whole(position)], b.factors[_whole(places[1][place])]


def _whole(position: Hashable) -> int:
    assert isinstance(position, int)
    return position


def align_nodes(a: Schematic, b: Schematic) -> Mapping[str, str]:
    """For each node of the first that has a counterpart, its name in the second."""
    graphs = coloured_graph(a), coloured_graph(b)
    colours = [list(_rounds(graph)) for graph in graphs]
    rules: list[Callable[[int, Node], Hashable]] = [
        *(_surroundings(graphs, colours, at) for at in reversed(range(ROUNDS + 1))),
        lambda _, node: (node.name, node.role),
        lambda _, node: (node.role, node.space.kind),
    ]
    pairs: dict[str, str] = {}
    for rule in rules:
        _pair(pairs, a, b, rule)
    return pairs


def _rounds(graph: ColouredGraph) -> Iterator[list[int]]:
    """The colours of the vertices after 0, 1, … rounds of refinement."""
    colours = [hash(text) for text in graph.colours]
    yield colours
    for _ in range(ROUNDS):
        colours = [
            hash((colours[v], tuple(sorted((code, colours[u]) for code, u in edges))))
            for v, edges in enumerate(graph.near)
        ]
        yield colours


def _surroundings(
    graphs: Sequence[ColouredGraph], colours: Sequence[Sequence[Sequence[int]]], at: int
) -> Callable[[int, Node], Hashable]:
    return lambda side, node: colours[side][at][graphs[side].names["node", node.name]]


def _pair(
    pairs: dict[str, str], a: Schematic, b: Schematic, rule: Callable[[int, Node], Hashable]
) -> None:
    """Pair nodes for which a rule says the same, those of one name first."""
    free: dict[Hashable, list[str]] = defaultdict(list)
    taken = set(pairs.values())
    for node in b.nodes.values():
        if node.name not in taken:
            free[rule(1, node)].append(node.name)
    waiting = [node for node in a.nodes.values() if node.name not in pairs]
    for node in sorted(waiting, key=lambda n: n.name not in free[rule(0, n)]):
        choices = free[rule(0, node)]
        if choices:
            chosen = node.name if node.name in choices else choices[0]
            choices.remove(chosen)
            pairs[node.name] = chosen


def align_factors(a: Schematic, b: Schematic) -> Iterator[tuple[Factor | None, Factor | None]]:
    """The factors that differ, each with its counterpart or None; those that agree are left out."""
    names = align_nodes(a, b)
    mine = [(f, _said(f, names)) for f in a.factors]
    yours = [(f, _said(f, {})) for f in b.factors]
    for length, differs in ((4, False), (2, True), (1, True)):
        for one, said in list(mine):
            other = _first(yours, said, length)
            if other is not None:
                mine.remove((one, said))
                yours.remove(other)
                if differs:
                    yield one, other[0]
    yield from ((one, None) for one, _ in mine)
    yield from ((None, other) for other, _ in yours)


def _said(factor: Factor, names: Mapping[str, str]) -> tuple[Hashable, ...]:
    """What a factor says, from its ends to its details, without the names of nets."""
    parents = frozenset(names.get(p, f"{p}?") if names else p for p in factor.parents)
    child = names.get(factor.child, f"{factor.child}?") if names else factor.child
    law = (factor.law.family, factor.law.sorts, factor.law.numbers, factor.law.words)
    return (child, factor.red), parents, (factor.arrow, law), _unnamed(factor)


def _unnamed(factor: Factor) -> Attributes:
    """The attributes without the name of a net, but with whether there is one."""
    attributes = factor.attributes
    return replace(attributes, features="net" if attributes.features else "")


def _first(
    choices: Iterable[tuple[Factor, tuple[Hashable, ...]]], said: tuple[Hashable, ...], length: int
) -> tuple[Factor, tuple[Hashable, ...]] | None:
    return next((choice for choice in choices if choice[1][:length] == said[:length]), None)

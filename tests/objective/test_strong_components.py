"""Strong components are those of networkx."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from schematic.objective.strong_components import strong_components

NAMES = st.sampled_from("abcdefg")


@settings(max_examples=50)
@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=4), max_size=7))
def test_components_are_those_of_networkx(parents: dict[str, list[str]]) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(parents)
    edges = ((p, child) for child, found in parents.items() for p in found if p in parents)
    graph.add_edges_from(edges)
    expected = {frozenset(component) for component in nx.strongly_connected_components(graph)}
    assert {frozenset(component) for component in strong_components(parents)} == expected


def test_a_long_circle_needs_no_recursion() -> None:
    ring = {str(at): [str((at + 1) % 5_000)] for at in range(5_000)}
    (component,) = strong_components(ring)
    assert len(component) == 5_000

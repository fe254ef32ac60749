"""Nodes and factors → the frozen graph that a schematic wraps."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from schematic.graph.schematic import Factor, Node


def draw(nodes: Iterable[Node], factors: Iterable[Factor]) -> nx.MultiDiGraph[str]:
    """The frozen graph of some nodes and factors: an edge from each parent, keyed by position."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((node.name, {"node": node}) for node in nodes)
    for position, factor in enumerate(factors):
        for parent in dict.fromkeys(factor.parents):
            graph.add_edge(parent, factor.child, key=position, factor=factor)
    nx.freeze(graph)
    return graph

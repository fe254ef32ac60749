"""Parts → the frozen `networkx` graph of a schematic, which is only made when it is asked for."""

from __future__ import annotations

import networkx as nx

from schematic.graph.schematic import Parts


def draw(parts: Parts) -> nx.MultiDiGraph[str]:
    """The frozen graph of some parts: an edge from each parent, keyed by its factor's position."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((node.name, {"node": node}) for node in parts.nodes)
    for position, factor in enumerate(parts.factors):
        for parent in dict.fromkeys(factor.parents):
            graph.add_edge(parent, factor.child, key=position, factor=factor)
    nx.freeze(graph)
    return graph

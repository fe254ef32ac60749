"""Schematic → passes: in which order one run of inference samples the nodes.

*Roots* have no dashed arrow into them and are drawn from their own law; *inferred* nodes follow
their dashed factor. Where dashed arrows form a cycle (ALI, CycleGAN, VAE/GAN), every node on it
that has its own law starts a pass of its own, in which the dashed arrows into it are cut.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from schematic.graph import Factor, Schematic


@dataclass(frozen=True)
class Pass:
    """One run of inference.

    Attributes:
        starts: the nodes of dashed cycles that this pass draws from their own law.
        inferred: the dashed factor that each inferred node follows, in sampling order.
    """

    starts: tuple[str, ...]
    inferred: Mapping[str, Factor]


def dashed_cycles(schematic: Schematic) -> tuple[tuple[str, ...], ...]:
    """The sets of nodes that dashed arrows join in cycles, each in order of appearance."""
    position = {name: at for at, name in enumerate(schematic.nodes)}
    graph = _dashed(schematic)
    cyclic = (
        component
        for component in nx.strongly_connected_components(graph)
        if len(component) > 1 or any(graph.has_edge(node, node) for node in component)
    )
    ordered = (tuple(sorted(component, key=position.__getitem__)) for component in cyclic)
    return tuple(sorted(ordered, key=lambda nodes: position[nodes[0]]))


def find_passes(schematic: Schematic) -> tuple[Pass, ...]:
    """The passes, one for each choice of a start on every dashed cycle.

    A cycle without a node that has its own law has no pass; `checks` refuses it.
    """
    laws = schematic.nodes
    choices = [
        [node for node in cycle if laws[node].law is not None] for cycle in dashed_cycles(schematic)
    ]
    return tuple(_pass(schematic, starts) for starts in itertools.product(*choices))


def _pass(schematic: Schematic, starts: tuple[str, ...]) -> Pass:
    into = {f.child: f for f in schematic.factors if f.dashed and not f.red}
    inferred = {child: factor for child, factor in into.items() if child not in starts}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(schematic.nodes)
    for child, factor in inferred.items():
        graph.add_edges_from((parent, child) for parent in factor.parents)
    position = {name: at for at, name in enumerate(schematic.nodes)}
    order = nx.lexicographical_topological_sort(graph, key=position.__getitem__)
    return Pass(starts, {node: inferred[node] for node in order if node in inferred})


def _dashed(schematic: Schematic) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for factor in schematic.factors:
        if factor.dashed and not factor.red:
            graph.add_edges_from((parent, factor.child) for parent in factor.parents)
    return graph

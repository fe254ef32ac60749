"""Schematic → a coloured graph, in which two schematics are the same if the graphs are isomorphic.

Nodes, factors and parameter groups are vertices; so is a net that is used more than once, or
shares a trunk. Colours say all that is not a name: types, laws, arrows, families, attributes. Of
the order of a factor's parents only as much is kept as shared nets can tell, and which of them an
invertible net carries.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields, replace

from schematic.constructors import CONSTRUCTORS
from schematic.graph import Attributes, DataLaw, Factor, NetRef, Node, Schematic
from schematic.graph.walks import connected

PARENT, CARRIED, CHILD, BY, WHEN, GROUP, TRUNK, USE, SLOT, FEATURES, ARGUMENT = range(11)


@dataclass
class ColouredGraph:
    """A graph with coloured vertices and labelled, directed edges.

    `near[v]` has each edge at v as (code, other end); the code is twice the label, and one more
    where the edge comes in.
    """

    colours: list[str] = field(default_factory=list)
    near: list[list[tuple[int, int]]] = field(default_factory=list)
    names: dict[tuple[str, Hashable], int] = field(default_factory=dict)

    def vertex(self, kind: str, name: Hashable, colour: object = "") -> int:
        """The vertex of something, made when first asked for."""
        key = (kind, name)
        if key not in self.names:
            self.names[key] = len(self.colours)
            self.colours.append(f"{kind} {colour}")
            self.near.append([])
        return self.names[key]

    def edge(self, tail: int, label: int, head: int) -> None:
        """A directed edge."""
        self.near[tail].append((2 * label, head))
        self.near[head].append((2 * label + 1, tail))


def coloured_graph(schematic: Schematic, *, sizes: bool = True) -> ColouredGraph:
    """The coloured graph of a schematic.

    Args:
        schematic: the schematic.
        sizes: whether shapes and numbers of classes count.
    """
    graph = ColouredGraph()
    for node in schematic.nodes.values():
        graph.vertex("node", node.name, _node_colour(node, sizes=sizes))
    for node in schematic.nodes.values():
        _conditions(graph, node)
    nets = _shared_nets(schematic)
    clusters = _clusters(schematic, nets)
    for position, factor in enumerate(schematic.factors):
        _factor(graph, schematic, position, factor, nets, clusters)
    for name, net in schematic.nets.items():
        if name in nets and net.trunk in nets:
            graph.edge(graph.vertex("net", name), TRUNK, graph.vertex("net", net.trunk))
    return graph


def _node_colour(node: Node, *, sizes: bool) -> tuple[object, ...]:
    space = node.space
    law: object = "data" if isinstance(node.law, DataLaw) else None
    if node.prior is not None:
        known = ("data",) if node.is_data else ("summed",) if node.summed else ()
        law = (*known, node.prior.family, *map(float, node.prior.numbers))
    type_ = (space.kind.value, space.labels, *((space.shape, space.classes) if sizes else ()))
    return node.role.value, type_, law


def _conditions(graph: ColouredGraph, node: Node) -> None:
    law = node.law
    if not isinstance(law, DataLaw):
        return
    here = graph.vertex("node", node.name)
    if law.by:
        graph.edge(here, BY, graph.vertex("node", law.by))
    if law.when:
        condition = graph.vertex("when", node.name, law.when[1])
        graph.edge(here, WHEN, condition)
        graph.edge(condition, WHEN, graph.vertex("node", law.when[0]))


def _shared_nets(schematic: Schematic) -> set[str]:
    """The nets that are used more than once, or stand on a trunk, or are one, or give features."""
    uses = Counter(ref.net for f in schematic.factors for ref in f.law.nets)
    on = {n.name: n.trunk for n in schematic.nets.values() if n.trunk in uses and n.name in uses}
    shared = {net for net, number in uses.items() if number > 1}
    seeing = {f.attributes.features for f in schematic.factors} & uses.keys()
    return shared | on.keys() | {trunk for trunk in on.values() if trunk} | seeing


def _clusters(schematic: Schematic, nets: set[str]) -> Mapping[str, str]:
    """For each shared net, the first of those that take the same parents as it does."""
    joined = [(net, net) for net in nets]
    for factor in schematic.factors:
        names = [ref.net for ref in factor.law.nets if ref.net in nets]
        joined += itertools.pairwise(names)
    trunks = ((n.name, n.trunk) for n in schematic.nets.values())
    joined += [(a, b) for a, b in trunks if a in nets and b in nets]
    return {name: min(part) for part in connected(joined) for name in part}


def _factor(
    graph: ColouredGraph,
    schematic: Schematic,
    position: int,
    factor: Factor,
    nets: set[str],
    clusters: Mapping[str, str],
) -> None:
    here = graph.vertex("factor", position, _factor_colour(schematic, factor))
    graph.edge(here, CHILD, graph.vertex("node", factor.child))
    if factor.attributes.features:
        graph.edge(here, FEATURES, graph.vertex("net", factor.attributes.features))
    for place, ref in enumerate(factor.law.nets):
        group = graph.vertex("group", ref.group, "frozen" if ref.is_frozen else "")
        if ref.net not in nets:
            graph.edge(here, ARGUMENT + 2 * place, group)
            continue
        net = graph.vertex("net", ref.net)
        graph.edge(here, ARGUMENT + 2 * place + 1, net)
        if (GROUP * 2, group) not in graph.near[net]:
            graph.edge(net, GROUP, group)
    cluster = next((clusters[r.net] for r in factor.law.nets if r.net in nets), None)
    for place, name in enumerate(factor.parents):
        parent = graph.vertex("node", name)
        is_carried = place == 0 and schematic.is_invertible(factor)
        label = CARRIED if is_carried else PARENT
        if cluster is None or len(factor.parents) == 1:
            graph.edge(parent, label, here)
            continue
        use = graph.vertex("use", (position, place))
        graph.edge(parent, label, use)
        graph.edge(use, USE, here)
        graph.edge(use, SLOT, graph.vertex("slot", (cluster, place)))


def _factor_colour(schematic: Schematic, factor: Factor) -> tuple[object, ...]:
    arguments = tuple(
        _net_colour(schematic, a)
        if isinstance(a, NetRef)
        else a
        if isinstance(a, str)
        else float(a)
        for a in factor.law.arguments
    )
    unnamed = replace(factor.attributes, features="")  # an edge says whose they are
    values = (getattr(unnamed, field.name) for field in fields(Attributes))
    attributes = tuple(float(v) if isinstance(v, int | float) else str(v) for v in values)
    return factor.arrow, factor.law.family, arguments, attributes


def _net_colour(schematic: Schematic, ref: NetRef) -> str:
    """A net; of a fixed map, which is part of the model as a number is, what it does.

    An invertible net says which densities there are, so its constructor is part of the model too.
    """
    net = schematic.nets.get(ref.net)
    if net is not None and CONSTRUCTORS[net.constructor].is_invertible:
        return net.constructor
    if not ref.is_frozen or net is None or CONSTRUCTORS[net.constructor].has_parameters:
        return "net"
    return " ".join((net.constructor, *map(str, map(float, net.numbers)), *net.words))

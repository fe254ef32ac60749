"""Schematic and a name → the schematic with another name: what renaming a text must give."""

from __future__ import annotations

from dataclasses import replace

from schematic.graph import DataLaw, Distribution, NetRef, Schematic
from schematic.graph.schematic import Factor, Net, Node
from schematic.service.table import Kind, Symbol


class Renamed:
    """The parts of a schematic in which `symbol` is called `new`, an ASCII name."""

    def __init__(self, schematic: Schematic, symbol: Symbol, new: str) -> None:
        """Rename in one schematic."""
        self.schematic, self.symbol, self.new = schematic, symbol, new

    def key(self) -> tuple[object, ...]:
        """All that a schematic says."""
        given = self.schematic
        name = self._name(Kind.MODEL, given.name)
        nodes = tuple(map(self._node, given.nodes.values()))
        factors = tuple(map(self._factor, given.factors))
        nets = tuple(map(self._net, given.nets.values()))
        lets = {self._name(Kind.NUMBER, let): value for let, value in given.lets.items()}
        return name, nodes, factors, nets, given.schedule, lets

    def _name(self, kind: Kind, name: str) -> str:
        return self.new if (kind, name) == self.symbol[:2] else name

    def _of_node(self, name: str) -> str:
        copy = self.schematic.copies.get(name)
        return (
            copy._replace(stem=self._name(Kind.NODE, copy.stem)).name
            if copy
            else self._name(Kind.NODE, name)
        )

    def _of_net(self, name: str) -> str:
        copy = self.schematic.copies_of_nets.get(name)
        return (
            copy._replace(stem=self._name(Kind.NET, copy.stem)).name
            if copy
            else self._name(Kind.NET, name)
        )

    def _label(self, indicator: str, label: str) -> str:
        return self._name(Kind.LABEL, label) if self.symbol.within == indicator else label

    def _node(self, node: Node) -> Node:
        labels = tuple(self._label(node.name, label) for label in node.space.labels)
        law = self._law(node.law) if node.law else None
        return replace(
            node, name=self._of_node(node.name), space=replace(node.space, labels=labels), law=law
        )

    def _law(self, law: DataLaw | Distribution) -> DataLaw | Distribution:
        if isinstance(law, Distribution):
            parts = law.arguments
            return replace(
                law, arguments=tuple(self._ref(p) if isinstance(p, NetRef) else p for p in parts)
            )
        when = law.when and (self._of_node(law.when[0]), law.when[1])
        otherwise = self._law(law.otherwise) if law.otherwise else None
        assert not isinstance(otherwise, DataLaw)
        return replace(law, by=law.by and self._of_node(law.by), when=when, otherwise=otherwise)

    def _ref(self, ref: NetRef) -> NetRef:
        return NetRef(self._of_net(ref.net), self._name(Kind.GROUP, ref.group))

    def _factor(self, factor: Factor) -> Factor:
        law = self._law(factor.law)
        assert isinstance(law, Distribution)
        features = factor.attributes.features
        return replace(
            factor,
            parents=tuple(map(self._of_node, factor.parents)),
            child=self._of_node(factor.child),
            law=law,
            attributes=replace(factor.attributes, features=features and self._of_net(features)),
        )

    def _net(self, net: Net) -> Net:
        trunk = self._of_net(net.trunk) if net.trunk else None
        return replace(net, name=self._of_net(net.name), trunk=trunk)

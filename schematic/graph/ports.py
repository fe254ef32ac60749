"""Schematic → what stands inside each net and at its ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.constructors import CONSTRUCTORS, Constructor, Layers, Port
from schematic.graph.schematic import Factor, Net, NetRef, Schematic
from schematic.once import once

DEFAULT_SIZES = (256, 256)
"""What is inside a net that has no line."""


def ports(schematic: Schematic, factor: Factor) -> Iterator[tuple[NetRef, Port]]:
    """Each net of a factor with its ends."""
    nodes = schematic.nodes
    parents = tuple(nodes[parent].space for parent in factor.parents)
    alone = len(factor.law.nets) == 1
    copies = len(factor.law.form.raw) if alone and not factor.hollow else 1
    for ref in factor.law.nets:
        backwards = not factor.dashed and schematic.is_invertible(factor)
        yield ref, Port(parents, nodes[factor.child].space, copies, backwards)


def port_of(schematic: Schematic, name: str) -> Port:
    """The ends of a net at its first use."""
    return _first_ports(schematic)[name]


@once
def _first_ports(schematic: Schematic) -> Mapping[str, Port]:
    found: dict[str, Port] = {}
    for factor in schematic.factors:
        for ref, port in ports(schematic, factor):
            found.setdefault(ref.net, port)
    return found


def net_of(schematic: Schematic, name: str) -> Net:
    """What a net's line says, or stands for where there is none."""
    return schematic.nets.get(name) or Net(name, "mlp", DEFAULT_SIZES)


def constructor_of(schematic: Schematic, name: str) -> Constructor:
    """The constructor of a net."""
    return CONSTRUCTORS[net_of(schematic, name).constructor]


def layers_of(schematic: Schematic, name: str) -> Layers:
    """The layers of a net between its ends, all of which must have a shape."""
    net, port = net_of(schematic, name), port_of(schematic, name)
    constructor = constructor_of(schematic, name)
    if net.trunk is None:
        return constructor.layers(net.inside, port)
    base = net_of(schematic, net.trunk).inside
    trunk = constructor_of(schematic, net.trunk)
    features = trunk.features(base, port_of(schematic, net.trunk))
    return constructor.on(features, net.inside, port)


def couples_examples(schematic: Schematic, name: str) -> bool:
    """Whether in training what a net returns for an example depends on the rest of the batch."""
    return any(net.inside.couples_examples for net in _with_trunk(schematic, name))


def has_modes(schematic: Schematic, name: str) -> bool:
    """Whether the layers of a net compute something else in training than in evaluation."""
    return net_of(schematic, name).inside.has_modes


def _with_trunk(schematic: Schematic, name: str) -> Iterator[Net]:
    net = net_of(schematic, name)
    yield net
    if net.trunk is not None:
        yield net_of(schematic, net.trunk)


def reads_maps(schematic: Schematic, name: str) -> bool:
    """Whether a net reads an image as an image, so that several parents are joined as maps."""
    return constructor_of(schematic, name).reads_maps(port_of(schematic, name))


def joins_parents(schematic: Schematic, name: str) -> bool:
    """Whether a net reads one tensor, its parents joined."""
    return constructor_of(schematic, name).joins_parents


def passes_value(schematic: Schematic, factor: Factor) -> bool:
    """Whether the child of a hollow factor is its parents' value itself, not a family's mean."""
    if not factor.hollow:
        return False
    ((ref, port),) = ports(schematic, factor)
    return constructor_of(schematic, ref.net).passes(port)

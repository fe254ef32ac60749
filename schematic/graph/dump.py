"""Schematic → text: a stable dump, one line a node, a factor and a net, for people and tests.

Names are ASCII. Two schematics with the same dump are equal, but for the text of their title.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from schematic.constructors import OptionValue
from schematic.graph.attributes import AttributeValue, spelling
from schematic.graph.names import ascii_name
from schematic.graph.schematic import Attributes, Factor, Net, Node, Schematic, spelled


def dump(schematic: Schematic) -> str:
    """The dump of a schematic."""
    return "".join(f"{line}\n" for line in _lines(schematic))


def _lines(schematic: Schematic) -> Iterator[str]:
    title = f' "{schematic.title}"' if schematic.title is not None else ""
    yield f"model {ascii_name(schematic.name)}{title}"
    yield f"train {schematic.schedule.value}"
    yield from (f"let {name} = {spelled(value)}" for name, value in schematic.lets.items())
    yield from map(_node, schematic.nodes.values())
    yield from map(_factor, schematic.factors)
    yield from map(_net, schematic.nets.values())


def _node(node: Node) -> str:
    law = f" ~ {node.law}" if node.law is not None else ""
    summed = " {sum}" if node.summed else ""
    return f"{node.role.value} {node.name} : {node.space}{law}{summed}"


def _factor(factor: Factor) -> str:
    """The factor, its family also where the arrow is hollow, and the attributes that are set."""
    sign = f"= mean of {factor.law}" if factor.hollow else f"~ {factor.law}"
    line = f"{', '.join(factor.parents)} {factor.arrow} {factor.child} {sign}"
    changed = _changed(factor.attributes)
    return f"{line} {{{', '.join(changed)}}}" if changed else line


def _changed(attributes: Attributes) -> list[str]:
    """The attributes that are not at their defaults."""
    values = ((f.name, f.default, getattr(attributes, f.name)) for f in fields(attributes))
    return [_setting(spelling(name), value) for name, default, value in values if value != default]


def _setting(name: str, value: AttributeValue | OptionValue) -> str:
    if value is True or value is None:
        return name
    return f"{name} = {spelled(value) if isinstance(value, int | float) else value}"


def _net(net: Net) -> str:
    options = {"act": net.options.act, **net.written_options}
    settings = (_setting(name, value) for name, value in options.items())
    inside = ", ".join((*map(str, net.sizes), *map(spelled, net.numbers), *net.words, *settings))
    trunk = f" on {net.trunk}" if net.trunk else ""
    return f"net {net.name} = {net.constructor}({inside}){trunk}"

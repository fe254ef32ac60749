"""Nodes, factors, nets, … → the statements that would declare them, for `write`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from schematic.constructors import Initial, OptionValue
from schematic.diagnostics import NOWHERE
from schematic.families import own_family
from schematic.graph.attributes import DEFAULTS, Attributes, AttributeValue, spelling
from schematic.graph.laws import DataLaw, Distribution, NetRef, spelled
from schematic.graph.names import greek
from schematic.graph.schematic import Factor, Net, Node, Schedule, Schematic
from schematic.graph.shares import Share, Shares
from schematic.spaces import Space
from schematic.syntax import tree


def model_line(schematic: Schematic) -> tree.ModelLine:
    """`model GAN "Goodfellow et al., 2014"`."""
    return tree.ModelLine(_name(schematic.name), schematic.title, NOWHERE)


def let_line(name: str, value: float) -> tree.LetLine:
    """`let d = 64`."""
    return tree.LetLine(_name(name), _number(value), NOWHERE)


def train_line(schedule: Schedule) -> tree.TrainLine:
    """`train wake-sleep`."""
    return tree.TrainLine(_name(schedule.value), NOWHERE)


def node_line(node: Node, labels: Mapping[str, tuple[str, ...]]) -> tree.NodeLine:
    """`latent z : real[64] ~ Normal(0, 1)`; `labels` are those of each indicator."""
    law: tree.DataLaw | tree.PartlyLaw | tree.RuledLaw | tree.Call | None = None
    if isinstance(node.law, DataLaw):
        law = _data(node.law, labels)
        if node.law.otherwise is not None:
            law = tree.PartlyLaw(law, _call(node.law.otherwise), NOWHERE)
    elif node.law is not None:
        law = _call(node.law)
        if node.summed:
            law = tree.RuledLaw(law, (tree.Setting(_name("sum"), None, NOWHERE),), NOWHERE)
    return tree.NodeLine(node.role.value, _name(node.name), _type(node.space), law, NOWHERE)


def factor_line(factor: Factor, space: Space) -> tree.FactorLine:
    """`z, c ..|> x = G[θ] {weight = 2}`; `space` is the child's."""
    law = factor.law
    own = law.family == own_family(space.kind).name and law.sorts == ("net",)
    return tree.FactorLine(
        parents=tuple(map(_name, factor.parents)),
        arrow=tree.Arrow(factor.arrow),
        child=_name(factor.child),
        equals=factor.hollow,
        value=_reference(law.nets[0]) if own else _call(law),
        attributes=tuple(_settings(factor.attributes)),
        arrow_span=NOWHERE,
        sign_span=NOWHERE,
        span=NOWHERE,
    )


def net_line(net: Net) -> tree.NetLine:
    """`net Q = mlp(64, act = leaky) on D`."""
    inside: list[tree.Number | tree.Name | tree.Setting] = [
        *(_number(number) for number in (*net.sizes, *net.numbers)),
        *map(_name, net.words),
    ]
    inside += [
        tree.Setting(_name(name), _option(value), NOWHERE)
        for name, value in net.written_options.items()
    ]
    constructor = tree.Call(_name(net.constructor), tuple(inside), NOWHERE)
    return tree.NetLine(
        _name(net.name), constructor, _name(net.trunk) if net.trunk else None, NOWHERE
    )


def _option(value: OptionValue) -> tree.Number | tree.Name | tree.Measured:
    match value:
        case Initial(word=word, number=number):
            if number is None:
                return _name(word)
            return tree.Measured(_name(word), _number(number), NOWHERE)
        case str():
            return _name(value)
        case _:
            return _number(value)


def _type(space: Space) -> tree.SpaceType | tree.LabelsType:
    if space.labels:
        return tree.LabelsType(tuple(map(_name, space.labels)), NOWHERE)
    sizes = (space.classes,) if space.classes else space.shape
    numbers = tuple(map(_number, sizes)) if sizes else None
    return tree.SpaceType(_name(space.kind.value), numbers, NOWHERE)


def _data(law: DataLaw, labels: Mapping[str, tuple[str, ...]]) -> tree.DataLaw:
    by = _name(law.by) if law.by else None
    when = None
    if law.when:
        indicator, value = law.when
        when = (_name(indicator), _name(labels[indicator][value]))
    return tree.DataLaw(by, when, NOWHERE)


def _call(law: Distribution) -> tree.Call:
    return tree.Call(_name(law.family), tuple(map(_law_argument, law.arguments)), NOWHERE)


def _law_argument(argument: NetRef | float | str) -> tree.Reference | tree.Number | tree.Name:
    if isinstance(argument, str):
        return _name(argument)
    return _reference(argument) if isinstance(argument, NetRef) else _number(argument)


def _reference(ref: NetRef) -> tree.Reference:
    return tree.Reference(_name(ref.net), _name(greek(ref.group)), NOWHERE)


def _settings(attributes: Attributes) -> Iterator[tree.Setting]:
    for field in fields(attributes):
        value = getattr(attributes, field.name)
        if value == getattr(DEFAULTS, field.name):
            continue
        yield tree.Setting(_name(spelling(field.name)), _value(value), NOWHERE)


def _value(value: AttributeValue) -> tree.Number | tree.Name | tree.Sum | None:
    match value:
        case None | True:
            return None
        case Shares(parts=(Share(word=word, factor=1),)):
            return _name(word)
        case Shares(parts=parts):
            return tree.Sum(tuple(map(_share, parts)), NOWHERE)
        case str():
            return _name(value)
        case _:
            return _number(value)


def _share(share: Share) -> tree.Share:
    factor = None if share.factor == 1 else _number(share.factor)
    return tree.Share(factor, _name(share.word), NOWHERE)


def _name(text: str) -> tree.Name:
    return tree.Name(text, NOWHERE)


def _number(value: float) -> tree.Number:
    return tree.Number(spelled(value), value, NOWHERE)

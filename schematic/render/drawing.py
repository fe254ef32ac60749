"""Schematic → Drawing: what to draw and in which style, not yet where.

Every format reads a Drawing, and nothing else of the schematic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from schematic.diagnostics.foreign_text import shown
from schematic.graph import Factor, Node, Role, Schematic
from schematic.render.label import Label, Symbol, factor_label, name_symbol
from schematic.render.look import PLAIN, Look
from schematic.render.plates import Plate, at_t, plate_of


@dataclass(frozen=True)
class Circle:
    """A node: shaded where it is visible, lighter where in part, small where it is an indicator.

    Attributes:
        name: as the picture knows it.
        label: as it is written.
        shaded, small, partly: how it looks.
        nodes: the nodes of the schematic that it stands for.
        written: what it is, in words.
    """

    name: str
    label: Label
    shaded: bool = False
    small: bool = False
    partly: bool = False
    nodes: tuple[str, ...] = field(default=(), compare=False)
    written: str = field(default="", compare=False)


@dataclass(frozen=True)
class Arrow:
    """An arrow from one parent of a factor; the first parent's carries the factor's label.

    Attributes:
        tail: the parent's name.
        head: the child's name.
        label: the factor's label, or () for the further parents.
        dashed: inference, as against generation.
        hollow: deterministic.
        red: adversarial.
        factors: the numbers of the factors that it stands for, from 0.
        written: the factor as the language writes it.
    """

    tail: str
    head: str
    label: Label
    dashed: bool = False
    hollow: bool = False
    red: bool = False
    factors: tuple[int, ...] = field(default=(), compare=False)
    written: str = field(default="", compare=False)


@dataclass(frozen=True)
class PlateBox:
    """A rounded box around circles that stand for several nodes each.

    Attributes:
        names: those of the circles.
        label: which values the index takes: t = 1, …, 8.
    """

    names: tuple[str, ...]
    label: Label


@dataclass(frozen=True)
class Drawing:
    """What a picture shows, in the order of the schematic.

    Attributes:
        name: what the picture is called, for readers of the file and of screens: the model's name,
            and the text in quotes behind it.
        title: the same, where it is to stand above the picture.
        circles, arrows, plate: what is drawn.
        legend: whether what its signs mean stands below it.
    """

    name: str
    title: str | None
    circles: tuple[Circle, ...]
    arrows: tuple[Arrow, ...]
    plate: PlateBox | None = None
    legend: bool = False


def make_drawing(schematic: Schematic, look: Look = PLAIN) -> Drawing:
    """Return what a schematic looks like.

    Args:
        schematic: the schematic.
        look: the choices of whoever asks.
    """
    named = shown(": ".join(part for part in (schematic.name, schematic.title) if part))
    above = named if look.title else None
    plate = plate_of(schematic)
    drawing = _whole(schematic, look) if plate is None else _with_plate(schematic, plate, look)
    return replace(drawing, name=named, title=above, legend=look.legend)


def _whole(schematic: Schematic, look: Look) -> Drawing:
    circles = tuple(_circle(node, node.name, (node.name,)) for node in schematic.nodes.values())
    arrows = (
        arrow
        for number, factor in enumerate(schematic.factors)
        for arrow in _arrows(factor, factor_label(schematic, factor, style=look.style), (number,))
    )
    return Drawing(schematic.name, None, circles, tuple(arrows))


def _with_plate(schematic: Schematic, plate: Plate, look: Look) -> Drawing:
    """What a schematic with a plate looks like: its arrows once, and what is left beside them."""
    drawn = [(family, at_t(schematic, family[0])) for family in plate.families]
    stands_for: dict[str, dict[str, Node]] = {}
    for family, shown_as in drawn:
        for factor in family:
            ends = (*shown_as.parents, shown_as.child), (*factor.parents, factor.child)
            for shown_name, name in zip(*ends, strict=True):
                stands_for.setdefault(shown_name, {})[name] = schematic.nodes[name]
    inside = tuple(name for name in stands_for if name not in schematic.nodes)
    number = {id(factor): i for i, factor in enumerate(schematic.factors)}
    beside = {name for f in plate.left for name in (*f.parents, f.child)}
    beside |= (stands_for.keys() - set(inside)) | (schematic.nodes.keys() - schematic.joined)
    circles = [
        _circle(node, name, (name,)) for name, node in schematic.nodes.items() if name in beside
    ]
    circles += [
        _circle(next(iter(nodes.values())), name, tuple(nodes))
        for name, nodes in stands_for.items()
        if name in inside
    ]
    arrows = [
        arrow
        for factor in plate.left
        for arrow in _arrows(
            factor, factor_label(schematic, factor, style=look.style), (number[id(factor)],)
        )
    ]
    for family, at in drawn:
        label = factor_label(schematic, family[0], at, look.style)
        arrows += _arrows(at, label, tuple(number[id(factor)] for factor in family))
    first, last = plate.values[0], plate.values[-1]
    box = PlateBox(inside, (Symbol("t"), Symbol(f" = {first}, …, {last}")))
    return Drawing(schematic.name, None, tuple(circles), tuple(arrows), box)


def _circle(node: Node, name: str, nodes: tuple[str, ...]) -> Circle:
    return Circle(
        name=name,
        label=(name_symbol(name),),
        shaded=node.role is Role.VISIBLE,
        small=node.role is Role.INDICATOR,
        partly=node.is_partly_observed,
        nodes=nodes,
        written=shown(f"{node.role.value} {name} : {node.space}"),
    )


def _arrows(factor: Factor, label: Label, factors: tuple[int, ...]) -> Iterator[Arrow]:
    style = {"dashed": factor.dashed, "hollow": factor.hollow, "red": factor.red}
    written = shown(str(factor))
    for position, parent in enumerate(dict.fromkeys(factor.parents)):
        own = label if position == 0 else ()
        yield Arrow(parent, factor.child, own, **style, factors=factors, written=written)

"""Schematic → Drawing: what to draw and in which style, not yet where.

Every format reads a Drawing, and nothing else of the schematic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from schematic.diagnostics.foreign_text import shown
from schematic.graph import Factor, Node, Role, Schematic
from schematic.render.label import Label, Symbol, factor_label, name_symbol
from schematic.render.plates import Plate, at_t, plate_of


@dataclass(frozen=True)
class Circle:
    """A node: shaded where it is visible, lighter where in part, small where it is an indicator."""

    name: str
    label: Label
    shaded: bool = False
    small: bool = False
    partly: bool = False


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
    """

    tail: str
    head: str
    label: Label
    dashed: bool = False
    hollow: bool = False
    red: bool = False


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
    """

    name: str
    title: str | None
    circles: tuple[Circle, ...]
    arrows: tuple[Arrow, ...]
    plate: PlateBox | None = None


def make_drawing(schematic: Schematic, *, title: bool = False) -> Drawing:
    """Return what a schematic looks like.

    Args:
        schematic: the schematic.
        title: whether its name, and the text in quotes behind it, stands above the picture.
    """
    named = shown(": ".join(part for part in (schematic.name, schematic.title) if part))
    above = named if title else None
    plate = plate_of(schematic)
    if plate is not None:
        return replace(_with_plate(schematic, plate), name=named, title=above)
    circles = tuple(_circle(node, node.name) for node in schematic.nodes.values())
    arrows = (a for f in schematic.factors for a in _arrows(f, factor_label(schematic, f)))
    return Drawing(named, above, circles, tuple(arrows))


def _with_plate(schematic: Schematic, plate: Plate) -> Drawing:
    """What a schematic with a plate looks like: its arrows once, and what is left beside them."""
    drawn = [(factor, at_t(schematic, factor)) for factor in plate.arrows]
    stands_for: dict[str, Node] = {}
    for factor, shown_as in drawn:
        names = zip(
            (*factor.parents, factor.child), (*shown_as.parents, shown_as.child), strict=True
        )
        stands_for |= {shown_name: schematic.nodes[name] for name, shown_name in names}
    inside = tuple(name for name in stands_for if name not in schematic.nodes)
    beside = {name for f in plate.left for name in (*f.parents, f.child)}
    beside |= (stands_for.keys() - set(inside)) | (schematic.nodes.keys() - schematic.joined)
    circles = [_circle(node, name) for name, node in schematic.nodes.items() if name in beside]
    circles += [_circle(stands_for[name], name) for name in inside]
    arrows = [a for f in plate.left for a in _arrows(f, factor_label(schematic, f))]
    arrows += [a for f, at in drawn for a in _arrows(at, factor_label(schematic, f, at))]
    first, last = plate.values[0], plate.values[-1]
    box = PlateBox(inside, (Symbol("t"), Symbol(f" = {first}, …, {last}")))
    return Drawing(schematic.name, None, tuple(circles), tuple(arrows), box)


def _circle(node: Node, name: str) -> Circle:
    return Circle(
        name=name,
        label=(name_symbol(name),),
        shaded=node.role is Role.VISIBLE,
        small=node.role is Role.INDICATOR,
        partly=node.is_partly_observed,
    )


def _arrows(factor: Factor, label: Label) -> Iterator[Arrow]:
    style = {"dashed": factor.dashed, "hollow": factor.hollow, "red": factor.red}
    for position, parent in enumerate(dict.fromkeys(factor.parents)):
        yield Arrow(parent, factor.child, label if position == 0 else (), **style)

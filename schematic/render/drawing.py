"""Schematic → Drawing: what to draw and in which style, not yet where.

Every format reads a Drawing, and nothing else of the schematic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schematic.diagnostics.foreign_text import shown
from schematic.graph import Factor, Role, Schematic
from schematic.render.label import Label, factor_label, name_symbol


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
class Drawing:
    """What a picture shows, in the order of the schematic."""

    name: str
    title: str | None
    circles: tuple[Circle, ...]
    arrows: tuple[Arrow, ...]


def make_drawing(schematic: Schematic, *, title: bool = False) -> Drawing:
    """Return what a schematic looks like.

    Args:
        schematic: the schematic.
        title: whether its name, and the text in quotes behind it, stands above the picture.
    """
    named = ": ".join(part for part in (schematic.name, schematic.title) if part)
    circles = tuple(
        Circle(
            name=node.name,
            label=(name_symbol(node.name),),
            shaded=node.role is Role.VISIBLE,
            small=node.role is Role.INDICATOR,
            partly=node.is_partly_observed,
        )
        for node in schematic.nodes.values()
    )
    arrows = (a for f in schematic.factors for a in _arrows(f, factor_label(schematic, f)))
    return Drawing(schematic.name, shown(named) if title else None, circles, tuple(arrows))


def _arrows(factor: Factor, label: Label) -> Iterator[Arrow]:
    style = {"dashed": factor.dashed, "hollow": factor.hollow, "red": factor.red}
    for position, parent in enumerate(dict.fromkeys(factor.parents)):
        yield Arrow(parent, factor.child, label if position == 0 else (), **style)

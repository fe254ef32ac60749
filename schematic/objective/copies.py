"""Objective → how often each draw repeats the batch, and along which axes.

An arrow with `samples = k` draws k values for each example, and an enumerated draw has all K of its
values. Both repeat the batch, [copies · B], and what is made from them is repeated alike. Where an
enumerated draw plays a part, draws that meet in a term repeat along one chain of axes, so that
every combination is there once; draws that are only sampled go side by side. The values of a draw
that is summed out are the outermost copies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from schematic.families import KINDS
from schematic.graph import Node
from schematic.objective.readings import ancestry
from schematic.objective.terms import Draw, Objective
from schematic.once import once

MOST_VALUES = 1024
"""Values of all enumerated draws together, for one example: 10 bits."""


class Axis(NamedTuple):
    """One way in which the batch is repeated.

    Attributes:
        draw: the draw that has so many values.
        size: how many.
        enumerated: whether they are all values that there are, not samples.
    """

    draw: str
    size: int
    enumerated: bool


@dataclass(frozen=True)
class Layout:
    """The axes along which a draw repeats the batch, the outermost first."""

    axes: tuple[Axis, ...] = ()

    @property
    def copies(self) -> int:
        """How often it repeats the batch."""
        return prod(axis.size for axis in self.axes)

    @property
    def values(self) -> int:
        """How many combinations of enumerated values it holds."""
        return prod(axis.size for axis in self.axes if axis.enumerated)


def values_of(node: Node) -> int | None:
    """How many values a node has, or None where they are not finitely many."""
    if not KINDS[node.space.kind].discrete:
        return None
    return node.space.classes or 2 ** prod(node.space.shape or ())


@once
def layouts_of(objective: Objective) -> Mapping[str, Layout]:
    """The layout of each draw."""
    nodes, groups = objective.schematic.nodes, _meeting(objective)
    found: dict[str, Layout] = {}
    chains: dict[int, Layout] = {}
    for draw in sorted(objective.draws, key=lambda draw: draw.is_summed):
        layout = _longest(found[name] for name in draw.given)
        if axis := _axis(draw, nodes[draw.node]):
            group = groups.get(draw.name)
            base = layout if group is None else _longest((chains.get(group, layout), layout))
            layout = Layout((axis, *base.axes))
            if group is not None and not draw.is_summed:
                chains[group] = layout
        found[draw.name] = layout
    return found


def copies_of(objective: Objective) -> dict[str, int]:
    """How often each draw repeats the batch."""
    return {name: layout.copies for name, layout in layouts_of(objective).items()}


def drawn_axes(objective: Objective, layout: Layout, draw: str) -> tuple[bool, ...]:
    """For each axis of a draw, whether the draw has base noise of its own along it.

    It has along samples of its own and of what it is made from; enumerated values share the noise.
    """
    behind = ancestry(objective, (draw,))
    return tuple(not axis.enumerated and axis.draw in behind for axis in layout.axes)


def noise_copies(objective: Objective, layout: Layout, draw: str) -> int:
    """How often base noise of a draw is made for each example."""
    drawn = drawn_axes(objective, layout, draw)
    return prod(a.size for a, own in zip(layout.axes, drawn, strict=True) if own)


def sharing_of(objective: Objective) -> dict[str, tuple[int, ...]]:
    """For each draw that shares base noise between copies, how: see `sharing`."""
    layouts = layouts_of(objective)
    found = {
        draw.name: sharing(layouts[draw.name], drawn_axes(objective, layouts[draw.name], draw.name))
        for draw in objective.draws
        if draw.is_sampled
    }
    return {name: sizes for name, sizes in found.items() if sizes}


def sharing(layout: Layout, drawn: Sequence[bool]) -> tuple[int, ...]:
    """How base noise becomes as long as a draw, from the outermost copies inwards.

    The sizes are in turn those of copies with noise of their own and of copies that share it; there
    are none where all copies have their own.
    """
    sizes: list[int] = []
    for axis, own in zip(layout.axes, drawn, strict=True):
        if own is (len(sizes) % 2 == 0):
            sizes.append(axis.size)
        elif sizes:
            sizes[-1] *= axis.size
        else:
            sizes += [1, axis.size]
    return () if all(drawn) else (*sizes, *[1] * (len(sizes) % 2))


def _axis(draw: Draw, node: Node) -> Axis | None:
    """The axis that a draw adds, if it has several values."""
    if draw.enumerated:
        return Axis(draw.name, values_of(node) or 1, enumerated=True)
    samples = draw.factor.attributes.samples if draw.factor and draw.is_sampled else 1
    return Axis(draw.name, samples, enumerated=False) if samples > 1 else None


def _longest(layouts: Iterable[Layout]) -> Layout:
    return max(layouts, key=lambda layout: (layout.copies, len(layout.axes)), default=Layout())


def _meeting(objective: Objective) -> dict[str, int]:
    """The draws that meet an enumerated one, at first or at second hand: a number for each set."""
    enumerated = {draw.name for draw in objective.draws if draw.enumerated}
    if not enumerated:
        return {}
    bodies = [(t.body.needs, t.weigher) for p in objective.players for t in p.terms]
    sets = [ancestry(objective, (*needs, *(w.given if w else ()))) for needs, w in bodies]
    merged: list[set[str]] = []
    adding = {d.name for d in objective.draws if d.enumerated or d.is_sampled}
    for each in (found & adding for found in sets):
        apart = [other for other in merged if not other & each]
        merged = [*apart, each.union(*(other for other in merged if other & each))]
    together = (each for each in merged if each & enumerated)
    return {name: number for number, each in enumerate(together) for name in each}

"""A name of the zoo → its picture, and the words that stand for it."""

from __future__ import annotations

import schematic as library
from schematic.graph import Factor, Schematic
from schematic.graph.names import greek
from schematic.objective.printing.plates import Indices, values_shown
from schematic.render import render
from schematic.resources import zoo


def load(name: str) -> Schematic:
    """A spec of the zoo."""
    return library.load(zoo()[name])


def draw(name: str) -> str:
    """The picture of a spec of the zoo, as SVG."""
    return render(load(name), "svg").decode()


def describe(name: str) -> str:
    """The picture in words, for those who do not see it: each arrow and its colour."""
    schematic = load(name)
    rows = Indices(schematic).texts([(_arrow(factor),) for factor in schematic.factors])
    return "; ".join(_indexed(row[0], values) for row, values in rows)


def _indexed(arrow: str, values: range | None) -> str:
    return f"{arrow} for {values_shown(values)}".replace("_{t}", "_t") if values else arrow


def _arrow(factor: Factor) -> str:
    parents = " and ".join(map(greek, factor.parents))
    style = "dashed" if factor.dashed else "solid"
    colour = ", red" if factor.red else ""
    return f"{parents} to {greek(factor.child)} ({style}{colour})"

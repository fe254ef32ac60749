"""A name of the zoo → its picture, and the words that stand for it."""

from __future__ import annotations

import schematic
from schematic.graph import Factor, Schematic
from schematic.graph.names import greek
from schematic.render import render
from schematic.resources import zoo


def load(name: str) -> Schematic:
    """A spec of the zoo."""
    return schematic.load(zoo()[name])


def draw(name: str) -> str:
    """The picture of a spec of the zoo, as SVG."""
    return render(load(name), "svg").decode()


def describe(name: str) -> str:
    """The picture in words, for those who do not see it: each arrow and its colour."""
    return "; ".join(_arrow(factor) for factor in load(name).factors)


def _arrow(factor: Factor) -> str:
    parents = " and ".join(map(greek, factor.parents))
    style = "dashed" if factor.dashed else "solid"
    colour = ", red" if factor.red else ""
    return f"{parents} to {greek(factor.child)} ({style}{colour})"

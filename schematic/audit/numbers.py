"""A weight → what it looks like and where it comes from: 1/784, "you average over the elements"."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping
from fractions import Fraction

from schematic.audit.fit import SPREAD, Weight
from schematic.graph import Schematic
from schematic.graph.names import greek

LARGEST = 2_000
"""The largest denominator of a weight that is written as a fraction."""


def shown(weight: Weight) -> str:
    """A weight as people write it: `1/784`, `2`, `B/5`."""
    number = _number(weight.value)
    if weight.power == 0:
        return number
    sign, plain = ("−", number[1:]) if number.startswith("−") else ("", number)
    top, _, below = plain.partition("/")
    if weight.power > 0:
        top = "B" if top == "1" else f"{top} B"
        return f"{sign}{top}/{below}" if below else f"{sign}{top}"
    return f"{sign}{top}/({below} B)" if below else f"{sign}{top}/B"


def _number(value: float) -> str:
    sign, size = ("−", -value) if value < 0 else ("", value)
    fraction = Fraction(size).limit_denominator(LARGEST)
    if fraction and abs(float(fraction) - size) <= SPREAD * 0.1 * size:
        return f"{sign}{fraction}"
    return f"{sign}{size:.6g}"


def origin(
    weight: Weight, schematic: Schematic, scale: float = 1.0, about: Container[str] = ()
) -> tuple[str, str]:
    """Where a weight other than 1 comes from, and the cure; empty where nobody knows.

    Args:
        weight: relative to the derived one.
        schematic: its nodes have the numbers of elements over which one averages.
        scale: what the drawing multiplies the term by, such as `beta`.
        about: the nodes that the term is about, which are named rather than others of their size.
    """
    if weight.is_zero:
        return "", ""
    flipped = weight.value < 0
    size = abs(weight.value)
    found, cure = _origin(Weight(size, weight.power), schematic, scale, about)
    if flipped:
        sign = "its sign is flipped"
        found = f"{sign}, and {found}" if found else sign
        cure = f"change the sign, and {cure}" if cure else "change the sign"
    return found, cure


def _origin(
    weight: Weight, schematic: Schematic, scale: float, about: Container[str]
) -> tuple[str, str]:
    size = weight.value
    if weight.is_near(1):
        return "", ""
    if weight.power == 0 and scale != 1 and math.isclose(size * scale, 1, rel_tol=SPREAD):
        return f"the weight {_number(scale)} of the drawing is missing", f"times {_number(scale)}"
    named = sorted(_elements(schematic), key=lambda each: each[0] in about)
    elements = {count: name for name, count in named}
    for count, name in elements.items():
        if math.isclose(size * count, 1, rel_tol=SPREAD):
            over = f"the {count} elements of {greek(name)}"
            if weight.power == 0:
                return f"you average over {over}", "sum over elements, and average over the batch"
            if weight.power == 1:
                return (
                    f"you average over {over} and sum over the batch",
                    "sum over elements, and average over the batch",
                )
    for count, name in elements.items():
        if weight.power == 0 and math.isclose(size * count, 2, rel_tol=SPREAD) and count != 4:
            over = f"the {count} elements of {greek(name)}"
            found = f"you average over {over}, and the ½ of a squared error is missing"
            return found, "times ½, sum over elements, and average over the batch"
    if weight.power == 1 and math.isclose(size, 1, rel_tol=SPREAD):
        return "you sum over the batch", "average over the batch"
    if weight.power == -1 and math.isclose(size, 1, rel_tol=SPREAD):
        return "you divide by the length of the batch twice", "average over the batch once"
    if weight.power == 0 and math.isclose(size, 2, rel_tol=SPREAD):
        return "a factor ½ is missing", "times ½"
    if weight.power == 0 and math.isclose(size, 0.5, rel_tol=SPREAD):
        return "there is a factor ½ too much", "times 2"
    return "", f"times {shown(Weight(1 / size, -weight.power))}"


def _elements(schematic: Schematic) -> Iterator[tuple[str, int]]:
    for name, node in schematic.nodes.items():
        count = node.space.classes or math.prod(node.space.shape or (1,))
        if count > 1:
            yield name, count


def sizes(schematic: Schematic) -> Mapping[str, int]:
    """How many elements each node has."""
    return dict(_elements(schematic))

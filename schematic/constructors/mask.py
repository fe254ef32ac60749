"""`mask(left)`: the net keeps some elements of what it takes, and makes the others 0.

In its brackets stands a pattern, or the numbers of the places that are kept: `mask(0, 3)`. Both are
about the last two axes, and the same for every channel; a vector is one row. Nobody trains it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from textwrap import fill, indent
from typing import NamedTuple

from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._fixed import check_sizes, leaves_its_kind
from schematic.constructors._flat import flattening, unflattening
from schematic.constructors._port import Port, describe
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.families import Kind
from schematic.spaces import width

LONGEST = 72
"""What stands on one line of a written model, at most, behind a name and its indents."""


class Sides(NamedTuple):
    """What a mask lies on: so many rows, and so many columns."""

    height: int
    width: int


class Pattern(NamedTuple):
    """A word in the brackets.

    Attributes:
        cuts: whether it keeps some places of such sides, and not all.
        kept: an expression of PyTorch of `row` and `column`: where values are kept.
    """

    cuts: Callable[[Sides], bool]
    kept: Callable[[Sides], str]


def _centre(sides: Sides) -> str:
    """The middle half of each side that is longer than one."""
    named = (("row", sides.height), ("column", sides.width))
    ranges = ((name, -(-side // 4), side - -(-side // 4)) for name, side in named if side > 1)
    return " & ".join(f"({a} <= {name}) & ({name} < {b})" for name, a, b in ranges)


def _has_centre(sides: Sides) -> bool:
    return max(sides) > 2 and 2 not in sides


PATTERNS: Mapping[str, Pattern] = {
    "left": Pattern(lambda s: s.width > 1, lambda s: f"column < {(s.width + 1) // 2}"),
    "right": Pattern(lambda s: s.width > 1, lambda s: f"column >= {(s.width + 1) // 2}"),
    "top": Pattern(lambda s: s.height > 1, lambda s: f"row < {(s.height + 1) // 2}"),
    "bottom": Pattern(lambda s: s.height > 1, lambda s: f"row >= {(s.height + 1) // 2}"),
    "centre": Pattern(_has_centre, _centre),
    "border": Pattern(_has_centre, lambda s: f"~({_centre(s)})"),
    "checkerboard": Pattern(lambda s: max(s) > 1, lambda _: "(row + column) % 2 == 0"),
}
"""The words; `right`, `bottom` and `border` keep what `left`, `top` and `centre` leave out."""


@page("SGM526")
def nothing_to_keep(span: Span, net: str) -> Diagnostic:
    """A `mask` that does not say what it keeps.

    In its brackets stands one pattern (`left`, `right`, `top`, `bottom`, `centre`, `border` or
    `checkerboard`), or the numbers of the places that are kept, counted from 0 and row by row, each
    a whole number that is written once.
    """
    message = f"`mask` of net `{net}` needs one pattern, or the places that it keeps"
    cure = "write `mask(left)`, or `mask(0, 2)` to keep the first and the third element"
    return Diagnostic("SGM526", message, span, "", cure)


@page("SGM527")
def does_not_cut(span: Span, net: str, kept: str, sides: Sides, ends: str) -> Diagnostic:
    """A `mask` that does not fit the values it is to cover, or that changes nothing in them.

    A mask keeps some places of its values and not all. `top` and `bottom` need two rows, of which
    a vector has one; `left` and `right` need two columns; `centre` and `border` need three of
    whatever there is more than one of. Numbers count places from 0.
    """
    message = (
        f"`mask({kept})` of net `{net}` does not leave some of its values out, and keep others"
    )
    cause = f"it lies on {sides.height} × {sides.width} places: the ends are {ends}"
    last = sides.height * sides.width - 1
    cure = f"take another pattern, or some of the places 0 to {last}"
    if not last:
        cure = "use `identity`: a single value is kept or not"
    return Diagnostic("SGM527", message, span, cause, cure)


@page("SGM528")
def several_parameters(span: Span, net: str, ends: str) -> Diagnostic:
    """A `mask` that would return several parameters of a law.

    `x ..> u ~ M` asks for a location and a log-variance, as many numbers each as u has elements. A
    mask covers one value: it may be the location, beside a number.
    """
    message = f"`mask` of net `{net}` would have to return a location and a scale"
    cure = f"write `= {net}`, or `~ Normal({net}, 0.1)`"
    return Diagnostic("SGM528", message, span, f"the ends are {ends}", cure)


class Mask(Constructor):
    """It keeps or blanks; where kinds differ, the masked values are the raw parameters."""

    name = "mask"
    takes_sizes = False
    options = ()
    patterns = tuple(PATTERNS)
    has_parameters = False

    def is_complete(self, inside: Inside) -> bool:
        """One pattern, or places."""
        if inside.words:
            return len(inside.words) == 1 and not inside.numbers
        whole = all(number >= 0 and number == int(number) for number in inside.numbers)
        return bool(inside.numbers) and whole and len(set(inside.numbers)) == len(inside.numbers)

    def incomplete(self, span: Span, net: str) -> Diagnostic:
        """What may stand in its brackets."""
        return nothing_to_keep(span, net)

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """Findings where sizes differ, where nothing is left out or kept, and of classes."""
        sides, ends = _sides(use.port), describe(use.port)
        if use.port.copies > 1:
            yield several_parameters(use.span, use.name, ends)
            return
        yield from check_sizes(self.name, use)
        if not _cuts(use.inside, sides):
            kept = ", ".join((*use.inside.words, *map("{:g}".format, use.inside.numbers)))
            yield does_not_cut(use.span, use.name, kept, sides, ends)
        if self.passes(use.port) and use.port.child.kind is Kind.CAT:
            message = f"a masked class of net `{use.name}` need not be a class"
            yield leaves_its_kind(use.span, message, ends)

    def layers(self, inside: Inside, port: Port) -> Layers:
        """The mask, and a change of shape where one is needed."""
        mask = _expression(inside, _sides(port))
        keeps_shape = [space.shape for space in port.parents] == [port.joined]
        rows = (mask,) if keeps_shape else (*flattening(port), mask, *unflattening(port))
        return Layers((), rows)

    def passes(self, port: Port) -> bool:
        """Where all ends are of one kind, as an identity does."""
        return {space.kind for space in port.parents} == {port.child.kind}


def _sides(port: Port) -> Sides:
    """Rows and columns of the child; a vector, a number and a class are one row."""
    shape = port.child.shape or ()
    return Sides(*shape[-2:]) if len(shape) > 1 else Sides(1, width(port.child))


def _cuts(inside: Inside, sides: Sides) -> bool:
    if inside.words:
        return PATTERNS[inside.words[0]].cuts(sides)
    places = sides.height * sides.width
    return max(inside.numbers) < places and len(inside.numbers) < places


def _expression(inside: Inside, sides: Sides) -> str:
    """The module, on several lines where one would be long."""
    parts = (f"{sides.height}, {sides.width}", f"lambda row, column: {_kept(inside, sides)}")
    in_one = f"Mask({', '.join(parts)})"
    if len(in_one) <= LONGEST:
        return in_one
    rows = (fill(part, LONGEST, subsequent_indent="    ") for part in parts)
    return "\n".join(("Mask(", *(indent(f"{row},", "    ") for row in rows), ")"))


def _kept(inside: Inside, sides: Sides) -> str:
    """Where values are kept, as an expression of `row` and `column`."""
    if inside.words:
        return PATTERNS[inside.words[0]].kept(sides)
    places = ", ".join(str(int(number)) for number in inside.numbers)
    place = f"{sides.width} * row + column" if sides.height > 1 else "row + column"
    return f"torch.isin({place}, torch.tensor([{places}]))"


CONSTRUCTOR = Mask()

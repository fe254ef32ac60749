"""What elaboration has found so far: names, numbers, findings.

A statement that cannot be elaborated is left out, and the names in it are *excused*: no later
finding complains of what it would have said.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schematic.diagnostics import Diagnostic, Source, Span
from schematic.graph import graph_findings as errors
from schematic.graph.copies import Copy
from schematic.graph.names import ascii_name
from schematic.graph.schematic import Factor, Net, Node
from schematic.ranges import plain
from schematic.syntax import tree

Shapes = Mapping[str, tuple[int, ...]]
Settings = Mapping[str, float]
LARGEST_SIZE = 2**31 - 1
SMALLEST_QUANTITY, LARGEST_QUANTITY = 1e-18, 1e18
"""The magnitudes whose squares single precision holds."""


@dataclass
class Scope:
    """The state of one elaboration, each part in order of appearance.

    Attributes:
        source: the text.
        settings: values that override `let` lines.
        shapes: event shapes for nodes that have none of their own.
        lets: the named numbers.
        nodes: what was declared, by ASCII name.
        nets: the same for nets.
        factors: those that could be elaborated.
        findings: what is wrong.
        copies: the copies of nodes, by ASCII name.
        copies_of_nets: the same for nets.
        fixed: the names of nets that are written where they are used, by their place; a plate has
            one for all of its values.
        taken: the nets that lines and arrows name, which no other net may be called.
        excused: names, and sorts of arrows, that no later finding should miss.
        shaped_by: nodes that have the shape of a parent where they have none of their own.
    """

    source: Source
    settings: Settings
    shapes: Shapes
    lets: dict[str, float] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    nets: dict[str, Net] = field(default_factory=dict)
    factors: list[Factor] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    copies: dict[str, Copy] = field(default_factory=dict)
    copies_of_nets: dict[str, Copy] = field(default_factory=dict)
    fixed: dict[Span, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    excused: set[str] = field(default_factory=set)
    shaped_by: dict[str, str] = field(default_factory=dict)
    _declared: dict[tuple[str, str], Span] = field(default_factory=dict)

    def report(self, finding: Diagnostic) -> None:
        """Note what is wrong."""
        self.findings.append(finding)

    def excuse(self, names: Iterable[tree.Name], arrow: tree.Arrow | None = None) -> None:
        """Let no later finding miss some names, or any arrow of a sort."""
        self.excused.update(ascii_name(name.text) for name in names)
        if arrow is not None:
            self.excused.add(arrow.sort)

    def excuse_stems(self, names: Iterable[tree.Name]) -> None:
        """Let no later finding miss some names, or any of their copies."""
        for name in names:
            self.excuse([name.stem if isinstance(name, tree.Copy) else name])

    def is_excused(self, name: str) -> bool:
        """Whether a name, or what it is a copy of, is excused."""
        return excuses(self.excused, name)

    def is_first(self, sort: str, name: str, span: Span) -> bool:
        """Whether nothing of this sort had the name before; a finding if something had."""
        before = self._declared.setdefault((sort, ascii_name(name)), span)
        if before is span:
            return True
        line, _ = self.source.position(before.start)
        what, cure = f"the {sort}", "remove one of the two"
        if name:
            what, cure = f"the {sort} `{name}`", f"{cure}, or give it another name"
        self.report(errors.declared_twice(span, what, line, cure))
        return False

    def is_net(self, name: str) -> bool:
        """Whether a `net` line declares a name, be the rest of it right or not."""
        return ("net", ascii_name(name)) in self._declared

    def number(self, part: tree.Number | tree.Name) -> float | None:
        """The value of a number or of a `let` name; None (and a finding) if there is none."""
        if isinstance(part, tree.Name):
            value = self.lets.get(ascii_name(part.text))
            if value is None:
                self.report(errors.unknown_number(part.span, part.text, self.lets))
            return value
        if vanishes(part):
            self.report(errors.vanishing(part.span, part.text))
            return None
        if math.isfinite(part.value):
            return whole(part.value)
        self.report(errors.not_finite(part.span, part.text))
        return None

    def quantity(self, part: tree.Number | tree.Name) -> float | None:
        """The value of a number that tensors are computed with; None (and a finding) if none is."""
        value = self.number(part)
        if not value or SMALLEST_QUANTITY <= abs(value) <= LARGEST_QUANTITY:
            return value
        shown = f"{part.text} = {value:g}" if isinstance(part, tree.Name) else part.text
        self.report(errors.not_computable(part.span, shown, value))
        return None

    def size(self, part: tree.Number | tree.Name) -> int | None:
        """The value of a size; None (and a finding) if it is not one."""
        value = self.number(part)
        if value is None:
            return None
        if is_size(value):
            return int(value)
        shown = f"`{part.text}` = {value:g}" if isinstance(part, tree.Name) else f"`{part.text}`"
        self.report(errors.bad_size(part.span, shown, LARGEST_SIZE))
        return None


def excuses(excused: Collection[str], name: str) -> bool:
    """Whether a name is among those that are excused, or is a copy of one: `z_3` of `z`."""
    mine = ascii_name(name)
    stem, _, number = mine.rpartition("_")
    return mine in excused or (number.isdecimal() and stem in excused)


def vanishes(number: tree.Number) -> bool:
    """Whether a number is written that is not 0, and is 0 in double precision."""
    mantissa = number.text.lower().partition("e")[0]
    return number.value == 0 and any(digit in "123456789" for digit in mantissa)


def whole(value: float) -> float:
    """A number as an integer, if it is one and could be a size: `1e3` is 1000, `-0.0` is 0."""
    return int(value) if abs(value) <= LARGEST_SIZE and value == int(value) else value


def as_shape(value: object) -> tuple[int, ...] | None:
    """A shape from outside as plain integers, NumPy's too; None for what is no shape."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return None
    sizes = [plain(size) for size in value]
    whole_sizes = tuple(int(size) for size in sizes if size is not None and is_size(size))
    return whole_sizes if 0 < len(whole_sizes) == len(sizes) else None


def is_size(value: object) -> bool:
    """Whether a number can be the size of something."""
    return isinstance(value, int | float) and 1 <= value <= LARGEST_SIZE and value == int(value)

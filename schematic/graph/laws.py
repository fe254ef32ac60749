"""Laws: what the values of a node follow.

A `Distribution` is a family with its arguments, a `DataLaw` the data. Places in the text do not
count in equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from schematic.diagnostics import NOWHERE, Span
from schematic.families import FAMILIES, Argument, Family, Form

FROZEN = "frozen"
"""The keyword in the place of a parameter group: nobody trains the net."""


@dataclass(frozen=True)
class NetRef:
    """`G[θ]`: net G, trained with the parameter group θ (its ASCII name); `FROZEN`: by nobody."""

    net: str
    group: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def is_frozen(self) -> bool:
        """Whether nobody trains the net."""
        return self.group == FROZEN

    @property
    def inverse(self) -> str:
        """Its inverse, as reports show it."""
        return f"{self.net}⁻¹[{self.group}]"

    def __str__(self) -> str:
        """As the language writes it."""
        return f"{self.net}[{self.group}]"


@dataclass(frozen=True)
class Distribution:
    """A family with its arguments: nets and numbers, or a word."""

    family: str
    arguments: tuple[NetRef | float | str, ...]

    @property
    def row(self) -> Family:
        """The family's row of the table."""
        return FAMILIES[self.family]

    @cached_property
    def sorts(self) -> tuple[Argument, ...]:
        """What stands at each argument: a net, a number or a word."""
        return tuple(map(_sort, self.arguments))

    @cached_property
    def form(self) -> Form:
        """The way the arguments are given; elaboration has made sure that there is one."""
        form = self.row.form(self.sorts)
        assert form is not None
        return form

    @cached_property
    def nets(self) -> tuple[NetRef, ...]:
        """The nets among the arguments, in order."""
        return tuple(a for a in self.arguments if isinstance(a, NetRef))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The parameter groups that train its nets, each once; frozen nets have none."""
        return tuple(dict.fromkeys(ref.group for ref in self.nets if not ref.is_frozen))

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers among the arguments, in order."""
        return tuple(a for a in self.arguments if not isinstance(a, NetRef | str))

    @property
    def words(self) -> tuple[str, ...]:
        """The words among the arguments, in order."""
        return tuple(a for a in self.arguments if isinstance(a, str))

    def __str__(self) -> str:
        """As the language writes it."""
        if not self.arguments:
            return self.family
        shown = (spelled(a) if isinstance(a, int | float) else str(a) for a in self.arguments)
        return f"{self.family}({', '.join(shown)})"


def _sort(argument: NetRef | float | str) -> Argument:
    if isinstance(argument, str):
        return "word"
    return "net" if isinstance(argument, NetRef) else "number"


def spelled(number: float) -> str:
    """A number as the language writes it: short, and read back as the same number."""
    short = f"{number:g}"
    return short if float(short) == number else repr(number)


@dataclass(frozen=True)
class DataLaw:
    """The empirical law: examples of a data set.

    Attributes:
        by: the indicator that picks the data set, or None.
        when: an indicator and its value (0 or 1) outside which there are no such data, or None.
        otherwise: the law of a partly observed node where it is missing, or None.
    """

    by: str | None = None
    when: tuple[str, int] | None = None
    otherwise: Distribution | None = None

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that the data depend on."""
        names = (self.by, self.when[0] if self.when else None)
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def __str__(self) -> str:
        """As the language writes it, but for the label, which stands as its number."""
        by = f" by {self.by}" if self.by else ""
        when = f" when {self.when[0]} = {self.when[1]}" if self.when else ""
        otherwise = f" or {self.otherwise}" if self.otherwise else ""
        return f"data{by}{when}{otherwise}"

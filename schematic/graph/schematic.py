"""The schematic graphical model: the one intermediate representation of the compiler.

A `Schematic` wraps a frozen `networkx.MultiDiGraph`. Each graph node carries one `Node`; each
factor is drawn as one edge a parent, all of them keyed by the factor's position and carrying the
same `Factor`. Nothing here changes after it was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import networkx as nx

from schematic.diagnostics import NOWHERE, Source, Span
from schematic.families import FAMILIES, Family, Form, Kind
from schematic.families.table import Argument


class Role(Enum):
    """What a node is to the model."""

    VISIBLE = "visible"
    LATENT = "latent"
    INDICATOR = "indicator"


class Schedule(Enum):
    """Who steps when: all players once a batch, or wake, then sleep [Hinton1995]."""

    TOGETHER = "together"
    WAKE_SLEEP = "wake-sleep"


@dataclass(frozen=True)
class Space:
    """Where a node's values live.

    Attributes:
        kind: real numbers, the unit interval, {0, 1}, one of k classes, or the labels of y.
        shape: the event shape, () for one class or label; None while the data have to tell it.
        classes: k of `cat[k]`, else 0.
        labels: the two labels of an indicator, 0 first.
    """

    kind: Kind
    shape: tuple[int, ...] | None
    classes: int = 0
    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The type as the language writes it."""
        if self.kind is Kind.LABEL:
            return "{" + ", ".join(self.labels) + "}"
        if self.kind is Kind.CAT:
            return f"cat[{self.classes}]"
        return self.kind.value + (str(list(self.shape)) if self.shape else "")


@dataclass(frozen=True)
class NetRef:
    """`G[θ]`: net G, trained with the parameter group θ (its ASCII name)."""

    net: str
    group: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def __str__(self) -> str:
        """As the language writes it."""
        return f"{self.net}[{self.group}]"


@dataclass(frozen=True)
class Distribution:
    """A family with its arguments: nets, numbers, or both."""

    family: str
    arguments: tuple[NetRef | float, ...]

    @property
    def row(self) -> Family:
        """The family's row of the table."""
        return FAMILIES[self.family]

    @property
    def sorts(self) -> tuple[Argument, ...]:
        """What stands at each argument: a net or a number."""
        return tuple("net" if isinstance(a, NetRef) else "number" for a in self.arguments)

    @property
    def form(self) -> Form:
        """The way the arguments are given; elaboration has made sure that there is one."""
        form = self.row.form(self.sorts)
        assert form is not None
        return form

    @property
    def nets(self) -> tuple[NetRef, ...]:
        """The nets among the arguments, in order."""
        return tuple(a for a in self.arguments if isinstance(a, NetRef))

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers among the arguments, in order."""
        return tuple(a for a in self.arguments if not isinstance(a, NetRef))

    def __str__(self) -> str:
        """As the language writes it."""
        shown = (str(a) if isinstance(a, NetRef) else f"{a:g}" for a in self.arguments)
        return f"{self.family}({', '.join(shown)})"


@dataclass(frozen=True)
class DataLaw:
    """The empirical law: examples of a data set.

    Attributes:
        by: the indicator that picks the data set, or None.
        when: an indicator and its value (0 or 1) outside which there are no such data, or None.
    """

    by: str | None = None
    when: tuple[str, int] | None = None


@dataclass(frozen=True)
class Node:
    """A variable of the model. `law` is its own law: data, a prior, or None."""

    name: str
    role: Role
    space: Space
    law: DataLaw | Distribution | None
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def is_data(self) -> bool:
        """Whether examples of it come with each batch."""
        return isinstance(self.law, DataLaw)


LossName = Literal["log", "hinge", "wasserstein", "squares"]


@dataclass(frozen=True)
class Attributes:
    """What braces after a factor say.

    Attributes:
        beta: factor of the KL that matches the inferred child [Higgins2017].
        weight: factor of the term that the arrow contributes for everyone but φ.
        loss: the adversarial loss of a solid red arrow.
        penalty: factor of the gradient penalty [Gulrajani2017], 0 for none.
        samples: draws of a stochastic dashed arrow, averaged.
        degenerate: whether a dashed red arrow is the perfect discriminator.
    """

    beta: float = 1.0
    weight: float = 1.0
    loss: LossName = "log"
    penalty: float = 0.0
    samples: int = 1
    degenerate: bool = False


@dataclass(frozen=True)
class Factor:
    """One statement with an arrow: one distribution, or map, of the child given its parents.

    Attributes:
        parents: in the order in which the nets take them.
        dashed: inference, as against generation.
        hollow: deterministic: the child is the mean of `law`, and has no density.
        red: adversarial: q(y | parents) and its reverse.
        law: family and arguments.
    """

    parents: tuple[str, ...]
    child: str
    dashed: bool
    hollow: bool
    red: bool
    law: Distribution
    attributes: Attributes = Attributes()
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    arrow_span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def arrow(self) -> str:
        """The arrow as the language writes it."""
        head = "!>" if self.red else "|>" if self.hollow else ">"
        return (".." if self.dashed else "-") + head

    def __str__(self) -> str:
        """The factor as the language writes it, without its attributes."""
        sign = "=" if self.hollow else "~"
        value = self.law.arguments[0] if self.hollow else self.law
        return f"{', '.join(self.parents)} {self.arrow} {self.child} {sign} {value}"


@dataclass(frozen=True)
class Net:
    """What is inside a net: `mlp(256, 512, act = leaky)`, or a head on another net's trunk."""

    name: str
    constructor: str
    sizes: tuple[int, ...] = ()
    activation: str = "relu"
    trunk: str | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Schematic:
    """A schematic graphical model.

    Attributes:
        name: the model's name, as written.
        title: the text in quotes behind it, or None.
        graph: the frozen graph of typed, frozen payloads.
        nets: what is inside each net that has a line, in order of appearance.
        schedule: who steps when.
        lets: the named numbers.
        source: where it was read from.
    """

    name: str
    title: str | None
    graph: nx.MultiDiGraph[str]
    nets: Mapping[str, Net]
    schedule: Schedule = Schedule.TOGETHER
    lets: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    source: Source | None = field(default=None, repr=False)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The nodes by name, in order of appearance."""
        return MappingProxyType({n: d["node"] for n, d in self.graph.nodes(data=True)})

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The factors, in order of appearance."""
        found = {key: data["factor"] for _, _, key, data in self.graph.edges(keys=True, data=True)}
        return tuple(found[key] for key in sorted(found))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The parameter groups (ASCII), in order of appearance."""
        return tuple(dict.fromkeys(r.group for f in self.factors for r in f.law.nets))

    @cached_property
    def group_of(self) -> Mapping[str, str]:
        """The parameter group that trains each net."""
        return MappingProxyType({r.net: r.group for f in self.factors for r in f.law.nets})

    @property
    def objective(self) -> Any:
        """The symbolic objective, derived by the one rule.

        Raises:
            SchematicError: the schematic has no objective; all reasons at once.
        """
        from schematic.objective import derive

        return derive(self)

    def __eq__(self, other: object) -> bool:
        """Same nodes, factors, nets and schedule, in the same order; places do not count."""
        return isinstance(other, Schematic) and self._key == other._key

    def __hash__(self) -> int:
        """Consistent with equality."""
        return hash(self._key)

    @cached_property
    def _key(self) -> tuple[object, ...]:
        nets = tuple(self.nets.values())
        return (self.name, tuple(self.nodes.values()), self.factors, nets, self.schedule)



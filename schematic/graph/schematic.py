"""The schematic graphical model: the data that all later stages begin with.

A `Schematic` is nodes and factors in order of appearance, and a frozen `networkx.MultiDiGraph` of
them. Each graph node carries one `Node`; each factor is drawn as one edge a parent, all of them
keyed by the factor's position and carrying the same `Factor`. Nothing in it changes once it is
made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from schematic.constructors import (
    CONSTRUCTORS,
    DEFAULT_OPTIONS,
    Inside,
    Options,
    OptionValue,
    written,
)
from schematic.diagnostics import NOWHERE, Source, Span
from schematic.graph.attributes import DEFAULTS, Attributes
from schematic.graph.copies import Copy, TimeStep
from schematic.graph.laws import FROZEN, DataLaw, Distribution, NetRef, spelled
from schematic.spaces import Space
from schematic.unchanging import Unchanging

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "FROZEN",
    "Attributes",
    "DataLaw",
    "Distribution",
    "Factor",
    "Net",
    "NetRef",
    "Node",
    "Parts",
    "Role",
    "Schedule",
    "Schematic",
    "Space",
    "spelled",
]


class Role(Enum):
    """What a node is to the model."""

    VISIBLE = "visible"
    LATENT = "latent"
    INDICATOR = "indicator"


class Schedule(Enum):
    """When players step: all of them once a batch, or wake and then sleep [Hinton1995].

    Reweighted, wake draws several times, weighs the draws, and teaches both processes
    [Bornschein2015].
    """

    TOGETHER = "together"
    WAKE_SLEEP = "wake-sleep"
    REWEIGHTED = "reweighted-wake-sleep"

    @property
    def has_phases(self) -> bool:
        """Whether it wakes and sleeps: each process learns at draws of the other."""
        return self is not Schedule.TOGETHER


@dataclass(frozen=True)
class Node:
    """A variable of the model. `law` is its own law: data, a prior, or None.

    It is `summed` where all of its values count at once, each with its probability.
    """

    name: str
    role: Role
    space: Space
    law: DataLaw | Distribution | None
    summed: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    name_span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def is_data(self) -> bool:
        """Whether examples of it come with each batch."""
        return isinstance(self.law, DataLaw)

    @property
    def prior(self) -> Distribution | None:
        """Its law where it is not data: that of a latent node, or of a partly observed one."""
        return self.law.otherwise if isinstance(self.law, DataLaw) else self.law

    @property
    def is_partly_observed(self) -> bool:
        """Whether it is data in some examples of a batch, and missing in others."""
        return isinstance(self.law, DataLaw) and self.law.otherwise is not None


@dataclass(frozen=True)
class Factor:
    """One statement with an arrow: one distribution, or map, of the child given its parents.

    Attributes:
        parents: in the order in which the nets take them.
        dashed: inference, as against generation.
        hollow: deterministic: the child is the mean of `law`, and has no density.
        red: adversarial: q(y | parents) and its reverse.
        law: family and arguments.
        backwards_of: the solid arrow with an invertible net that is followed from its child to its
            first parent, where this factor is not written but read off that one.
    """

    parents: tuple[str, ...]
    child: str
    dashed: bool
    hollow: bool
    red: bool
    law: Distribution
    attributes: Attributes = DEFAULTS
    backwards_of: Factor | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    arrow_span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def arrow(self) -> str:
        """The arrow as the language writes it."""
        head = "!>" if self.red else "|>" if self.hollow else ">"
        return (".." if self.dashed else "-") + head

    def __hash__(self) -> int:
        """A quick hash that agrees with equality: hardly any two factors have the same ends."""
        return hash((self.parents, self.child))

    def __str__(self) -> str:
        """The factor as the language writes it, without its attributes."""
        sign = "=" if self.hollow else "~"
        value = str(self.law.arguments[0] if self.hollow else self.law)
        if self.backwards_of is not None:
            value = self.law.nets[0].inverse
        return f"{', '.join(self.parents)} {self.arrow} {self.child} {sign} {value}"


@dataclass(frozen=True)
class Net:
    """What is inside a net: `mlp(256, 512, act = leaky)`, `scale(0.9)`, or a head on a trunk."""

    name: str
    constructor: str
    sizes: tuple[int, ...] = ()
    options: Options = DEFAULT_OPTIONS
    trunk: str | None = None
    numbers: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    constructor_span: Span = field(default=NOWHERE, compare=False, repr=False)
    trunk_span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def inside(self) -> Inside:
        """What stands in the brackets."""
        return Inside(self.sizes, self.options, self.numbers, self.words)

    @property
    def written_options(self) -> Mapping[str, OptionValue]:
        """The options that are not at the defaults of the constructor."""
        return written(self.options, CONSTRUCTORS[self.constructor].defaults)


@dataclass(frozen=True)
class Parts:
    """The nodes and the factors that make up a graph, each in order of appearance."""

    nodes: tuple[Node, ...]
    factors: tuple[Factor, ...]

    @staticmethod
    def of(nodes: Iterable[Node], factors: Iterable[Factor]) -> Parts:
        """The parts, from any collections of them."""
        return Parts(tuple(nodes), tuple(factors))


@dataclass(frozen=True, eq=False)
class Schematic(Unchanging):
    """A schematic graphical model.

    Attributes:
        name: the model's name, as written.
        title: the text in quotes behind it, or None.
        parts: the nodes and the factors.
        nets: what is inside each net that has a line, in order of appearance.
        schedule: who steps when.
        lets: the named numbers.
        source: where it was read from.
        copies: which nodes are copies of what, by their names: `z_3` of z, as plates write them.
        copies_of_nets: the same for nets.
    """

    name: str
    title: str | None
    parts: Parts
    nets: Mapping[str, Net]
    schedule: Schedule = Schedule.TOGETHER
    lets: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    source: Source | None = field(default=None, repr=False)
    copies: Mapping[str, Copy] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    copies_of_nets: Mapping[str, Copy] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The nodes by name, in order of appearance."""
        return MappingProxyType({node.name: node for node in self.parts.nodes})

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors, in order of appearance."""
        return self.parts.factors

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The frozen graph: a `Node` on each node, the same `Factor` on each edge of a factor."""
        from schematic.graph.draw import draw

        return draw(self.parts)

    @cached_property
    def picks_data(self) -> bool:
        """Whether an indicator picks the data set of a node, or whether it has data at all."""
        laws = (node.law for node in self.nodes.values())
        return any(isinstance(law, DataLaw) and bool(law.by or law.when) for law in laws)

    @cached_property
    def partly_observed(self) -> tuple[str, ...]:
        """The nodes that are data in some examples and missing in others, in order."""
        return tuple(name for name, node in self.nodes.items() if node.is_partly_observed)

    @cached_property
    def summed(self) -> tuple[str, ...]:
        """The nodes that are summed out, in order."""
        return tuple(name for name, node in self.nodes.items() if node.summed)

    @cached_property
    def plates(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes that are copies of one name, by that name, in the order of their indices."""
        found: dict[str, list[Copy]] = {}
        for name, copy in self.copies.items():
            if name in self.nodes:
                found.setdefault(copy.stem, []).append(copy)
        return MappingProxyType(
            {stem: tuple(each.name for each in sorted(copies)) for stem, copies in found.items()}
        )

    @cached_property
    def time_steps(self) -> Mapping[str, TimeStep]:
        """The data nodes that are copies of one name: they may come as one array of it."""
        found: dict[str, TimeStep] = {}
        for stem, copies in self.plates.items():
            data = [name for name in copies if self.nodes[name].law == DataLaw()]
            if len(data) > 1 and stem not in self.nodes:
                steps = enumerate(data)
                found |= {name: TimeStep(stem, place, len(data)) for place, name in steps}
        return MappingProxyType(found)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The parameter groups (ASCII), in order of appearance."""
        return tuple(dict.fromkeys(group for f in self.factors for group in f.law.groups))

    @cached_property
    def group_of(self) -> Mapping[str, str]:
        """The parameter group that trains each net, or `FROZEN` where nobody does."""
        return MappingProxyType({r.net: r.group for f in self.factors for r in f.law.nets})

    @cached_property
    def nets_of(self) -> Mapping[str, tuple[str, ...]]:
        """The nets that each parameter group trains, in order of appearance."""
        nets: dict[str, list[str]] = {group: [] for group in self.groups}
        for net, group in self.group_of.items():
            if group in nets:  # frozen nets are in none
                nets[group].append(net)
        return MappingProxyType({group: tuple(found) for group, found in nets.items()})

    @cached_property
    def place_of_net(self) -> Mapping[str, int]:
        """The place of each net in order of appearance."""
        return MappingProxyType({net: at for at, net in enumerate(self.group_of)})

    def is_invertible(self, factor: Factor) -> bool:
        """Whether a factor is a one-to-one map of its first parent: hollow, and its net says so."""
        mapped = factor.law.nets if factor.hollow else ()
        line = self.nets.get(mapped[0].net) if mapped else None
        return line is not None and CONSTRUCTORS[line.constructor].is_invertible

    @cached_property
    def inverses(self) -> tuple[Factor, ...]:
        """The solid arrows with an invertible net, followed from the child to the first parent."""
        solid = (f for f in self.factors if not (f.dashed or f.red) and self.is_invertible(f))
        return tuple(map(_inverse, solid))

    @cached_property
    def dashed_into(self) -> Mapping[str, Factor]:
        """The factor along which each inferred node is sampled; red ones infer no node.

        The first parent of a solid arrow with an invertible net is inferred backwards along it.
        """
        dashed = (f for f in self.factors if f.dashed and not f.red)
        return _first_into((*dashed, *self.inverses))

    @cached_property
    def solid_into(self) -> Mapping[str, Factor]:
        """The factor by which each generated node is scored; red ones score no node."""
        return _first_into(f for f in self.factors if not (f.dashed or f.red))

    @cached_property
    def inferred_from(self) -> Mapping[str, tuple[str, ...]]:
        """The nodes that are inferred from each node."""
        children: dict[str, list[str]] = {}
        for child, factor in self.dashed_into.items():
            for parent in dict.fromkeys(factor.parents):
                children.setdefault(parent, []).append(child)
        return MappingProxyType({parent: tuple(found) for parent, found in children.items()})

    @cached_property
    def games(self) -> tuple[Factor, ...]:
        """The solid red arrows into indicators: a discriminator, and everyone else against it."""
        return tuple(f for f in self._adversarial if self.nodes[f.child].role is Role.INDICATOR)

    @cached_property
    def predictions(self) -> tuple[Factor, ...]:
        """The solid red arrows into other nodes, which φ predicts and everyone else makes hard."""
        return tuple(f for f in self._adversarial if f not in self.games)

    @property
    def _adversarial(self) -> tuple[Factor, ...]:
        return tuple(f for f in self.factors if f.red and not f.dashed)

    @cached_property
    def judged(self) -> frozenset[str]:
        """The nodes of games: a discriminator tells their two sides apart."""
        return frozenset(parent for game in self.games for parent in game.parents)

    @cached_property
    def joined(self) -> frozenset[str]:
        """The nodes that some arrow touches."""
        return frozenset(name for f in self.factors for name in (*f.parents, f.child))

    def __eq__(self, other: object) -> bool:
        """Whether nodes, factors, nets and schedule are the same in order; places do not count."""
        return isinstance(other, Schematic) and self._key == other._key

    def __hash__(self) -> int:
        """A hash that agrees with equality."""
        return hash(self._key)

    @cached_property
    def _key(self) -> tuple[object, ...]:
        nets = tuple(self.nets.values())
        return (self.name, tuple(self.nodes.values()), self.factors, nets, self.schedule)


def _inverse(factor: Factor) -> Factor:
    first, *others = factor.parents
    parents = (factor.child, *others)
    return replace(factor, parents=parents, child=first, dashed=True, backwards_of=factor)


def _first_into(factors: Iterable[Factor]) -> Mapping[str, Factor]:
    into: dict[str, Factor] = {}
    for factor in factors:
        into.setdefault(factor.child, factor)
    return MappingProxyType(into)

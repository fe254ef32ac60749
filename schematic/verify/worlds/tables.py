"""Schematic → a world of tables: every node has two or three values, every law is a random table.

Deterministic factors are implicit distributions here: a table p_θ(x|z) that can be sampled and
that no formula may score. One with an invertible net has a second table, of log-volumes. So
expectations are polynomials of the tables, and their gradients exact.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence

import torch
from torch import Tensor

from schematic.graph import Factor, Node, Role, Schematic
from schematic.verify.worlds.scenes import Label, Scene, common_grid, limit, members

VALUES, FEWER = 3, 2
"""How many values a node has that is no class, and how many where there are many such nodes."""
FEATURES = 2
"""How many features a net gives of a value."""
MANY = 10
"""So many nodes are many."""


class Tables:
    """Finite supports and random tables.

    `logits` holds the parameters of each net, `features` what some see of each value.
    """

    pathwise = False

    def __init__(self, schematic: Schematic, seed: int) -> None:
        """Draw all tables.

        Raises:
            TooLargeError: one of them would have too many entries.
        """
        self.schematic = schematic
        self.generator = torch.Generator().manual_seed(seed)
        values = VALUES if len(schematic.nodes) < MANY else FEWER
        self.sizes = {n.name: n.space.classes or values for n in schematic.nodes.values()}
        self.logits: dict[str, Tensor] = {}
        for factor in schematic.factors:
            for ref in factor.law.nets:
                if ref.net not in self.logits:
                    self.logits[ref.net] = self._random(self._shape(factor)).requires_grad_()
        netless = (factor for factor in schematic.factors if not factor.law.nets)
        self.fixed = {factor: self._random(self._shape(factor)) for factor in netless}
        one_to_one = [f for f in schematic.factors if schematic.is_invertible(f)]
        self.volumes = {
            f.law.nets[0].net: self._random(self._shape(f)).requires_grad_() for f in one_to_one
        }
        self.priors = {name: self._random((size,)) for name, size in self.sizes.items()}
        self.sets = {label: self._data(label) for label in (None, 0, 1)}
        self.features: dict[str, Tensor] = {}
        for factor in schematic.factors:
            net = factor.attributes.features
            if net and net not in self.features:
                shape = (self.sizes[factor.child], FEATURES)
                self.features[net] = self._random(shape).requires_grad_()

    def _random(self, shape: Sequence[int]) -> Tensor:
        return torch.randn(tuple(shape), dtype=torch.float64, generator=self.generator)

    def _shape(self, factor: Factor) -> tuple[int, ...]:
        parents = tuple(self.sizes[parent] for parent in factor.parents)
        is_label = self.schematic.nodes[factor.child].role is Role.INDICATOR
        return parents if is_label else (*parents, self.sizes[factor.child])

    def _data(self, label: Label) -> tuple[Mapping[str, Tensor], Tensor]:
        """A joint table over the nodes of one data set: a row for each of its points.

        Whether a partly observed node is there is one more column.
        """
        here = members(self.schematic, label)
        sizes = {node.name: self.sizes[node.name] for node in here}
        sizes |= {_seen(node): 2 for node in here if node.is_partly_observed}
        limit(math.prod(sizes.values()))
        points = list(itertools.product(*map(range, sizes.values())))
        rows = torch.tensor(points, dtype=torch.long).reshape(len(points), len(sizes))
        columns = {name: rows[:, at] for at, name in enumerate(sizes)}
        return columns, torch.softmax(self._random((len(points),)), 0)

    def with_logits(self, net: str, logits: Tensor) -> Tables:
        """The same world with other parameters of one net."""
        world = object.__new__(Tables)
        world.__dict__.update(self.__dict__)
        world.logits = {**self.logits, net: logits.detach().requires_grad_()}
        return world

    def support(self, node: str, axis: int) -> Tensor:
        """All values of a node along an axis."""
        return _along(torch.arange(self.sizes[node]), axis)

    def rows(self, node: Node, label: Label, axis: int) -> tuple[Tensor, Tensor]:
        """See `World.rows`."""
        columns, weight = self.sets[label]
        return _along(columns[node.name], axis), _along(weight, axis)

    def seen(self, node: Node, axis: int) -> Tensor:
        """See `World.seen`."""
        columns, _ = self.sets[None]
        return _along(columns[_seen(node)].double(), axis)

    def prior(self, node: Node, axis: int) -> tuple[Tensor, Tensor]:
        """See `World.prior`."""
        weight = torch.softmax(self.priors[node.name], 0)
        return self.support(node.name, axis), _along(weight, axis)

    def all_of(self, node: Node, axis: int) -> tuple[Tensor, Tensor]:
        """See `World.all_of`."""
        return self.prior(node, axis)

    def follow(
        self, factor: Factor, parents: Sequence[Tensor], axis: int, *, mean: bool
    ) -> tuple[Tensor, Tensor]:
        """See `World.follow`; a mean is an implicit distribution, like any deterministic map."""
        del mean
        value = self.support(factor.child, axis)
        return value, self.table(factor).exp()[(*parents, value)]

    def element_laws(self, name: str, scene: Scene) -> list[tuple[Tensor, Tensor]]:
        """See `World.element_laws`: a value of a table is one element."""
        value = scene.values[name]
        grid = common_grid((scene.weight.shape, value.shape))
        size = int(value.max()) + 1
        weight = torch.zeros(size, dtype=torch.float64)
        flat = scene.weight.expand(grid).reshape(-1)
        return [(torch.arange(size), weight.index_add(0, value.expand(grid).reshape(-1), flat))]

    def all_values(self, factor: Factor) -> None:
        """See `World.all_values`: every average over a table is exact as it is."""

    def table(self, factor: Factor, learns: Collection[str] | None = None) -> Tensor:
        """The table log p(child | parents), by parents and child; only `learns` keeps gradients."""
        return torch.log_softmax(self._sum(factor, learns), -1)

    def _sum(self, factor: Factor, learns: Collection[str] | None) -> Tensor:
        """The logits of a factor: the sum over its nets, or those of a law without one."""
        if factor in self.fixed:
            return self.fixed[factor]
        names = [ref.net for ref in factor.law.nets]
        kept = [learns is None or name in learns for name in names]
        parts = [
            self.logits[n] if k else self.logits[n].detach()
            for n, k in zip(names, kept, strict=True)
        ]
        return torch.stack(parts).sum(0)

    def score(
        self,
        source: Factor | Node,
        value: Tensor,
        parents: Sequence[Tensor],
        learns: Collection[str] | None = None,
    ) -> Tensor:
        """See `World.score`."""
        if isinstance(source, Node):
            return torch.log_softmax(self.priors[source.name], 0)[value]
        return self.table(source, learns)[(*parents, value)]

    def volume(self, factor: Factor, value: Tensor, parents: Sequence[Tensor]) -> Tensor:
        """See `World.volume`: the entry of a table, by what is carried and by what it becomes."""
        return self.volumes[factor.law.nets[0].net][(*parents, value)]

    def features_of(self, net: str, value: Tensor, learns: Collection[str] = ()) -> Tensor:
        """See `World.features_of`; a net that learns, which none should, keeps its gradient."""
        table = self.features[net]
        return (table if net in learns else table.detach())[value]

    def judge(
        self, factor: Factor, parents: Sequence[Tensor], learns: Collection[str] | None = None
    ) -> Tensor:
        """See `World.judge`."""
        return self._sum(factor, learns)[tuple(parents)]

    def slope(self, game: Factor, real: Scene, fake: Scene) -> None:
        """See `World.slope`: the values of a table are no numbers."""

    def is_draw(self, node: Node) -> bool:
        """See `World.is_draw`: every table is sampled."""
        return True

    def parameters(self, groups: Sequence[str]) -> list[Tensor]:
        """See `World.parameters`."""
        owner = self.schematic.group_of
        tables = (*self.logits.items(), *self.volumes.items(), *self.features.items())
        return [table for net, table in tables if owner[net] in groups]

    def handles(self, groups: Sequence[str]) -> list[Tensor]:
        """See `World.handles`: every net of a table has parameters."""
        return self.parameters(groups)


def _seen(node: Node) -> str:
    """The column that says whether a partly observed node is there."""
    return f"{node.name} or not"


def _along(values: Tensor, axis: int) -> Tensor:
    return values.reshape(-1, *[1] * axis)

"""Schematic and modules → a world of the families as they are, at finitely many values of noise.

Gradients are those of reparameterised draws: they pass through values, not through probabilities.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from schematic.families import own_family
from schematic.graph import FROZEN, Distribution, Factor, Node, Schematic
from schematic.program.raw_parameters import nets_of
from schematic.verify.oracles import MissingOracleError, oracle
from schematic.verify.worlds.atoms import Atoms, uniform_levels, uniform_quadrature
from schematic.verify.worlds.couplings import coupled
from schematic.verify.worlds.denoised import denoising
from schematic.verify.worlds.family_oracle import (
    FAMILY_ORACLES,
    DataOracle,
    FamilyOracle,
    Parameters,
)
from schematic.verify.worlds.scenes import Label, Scene, common_grid, members
from schematic.verify.worlds.smooth_nets import joined_axis
from schematic.verify.worlds.spec_nets import SpecNet, trunk_of

ROWS = 3
"""Examples of each data set."""
ROUNDED = 1e-12
"""What the emitted norm of a slope adds under its root, so that a slope of 0 has a gradient."""


class Discretised:
    """The families as they are and some modules; `data` are the rows a batch is made of."""

    pathwise = True

    def __init__(
        self,
        schematic: Schematic,
        modules: Mapping[str, nn.Module],
        seed: int,
        *,
        fine: int = 0,
        whole: Collection[str] = (),
        every: Collection[Factor] = (),
        rows: Collection[str] = (),
    ) -> None:
        """Draw the data sets.

        Args:
            schematic: a small one.
            modules: its nets.
            seed: of the data.
            fine: nodes of quadrature for each element; 0 for a lattice of noise.
            whole: nodes whose KL has a closed form that a lattice does not give.
            every: arrows whose child has all of its values, by probability.
            rows: nodes whose classes are rows of numbers, along which there are slopes.
        """
        self.schematic, self.modules, self.fine, self.whole = schematic, modules, fine, whole
        self.every, self.as_rows = every, rows
        self.traces = {name: _trace() for name, net in modules.items() if not _has_parameters(net)}
        self.generator = torch.Generator().manual_seed(seed)
        self.data = {label: self._data(label) for label in (None, 0, 1)}

    def _data(self, label: Label) -> dict[str, Tensor]:
        return {node.name: self._examples(node) for node in members(self.schematic, label)}

    def _examples(self, node: Node) -> Tensor:
        """ROWS values, as a batch holds them, [ROWS, …]; a partly observed node lacks one."""
        values = data_oracle(node).examples(node.space, ROWS, self.generator)
        if node.is_partly_observed:
            values[self._lacking(node)] = math.nan if values.is_floating_point() else -1
        return values

    def _lacking(self, node: Node) -> int:
        """The row in which a partly observed node is missing: another one for each of them."""
        return self.schematic.partly_observed.index(node.name) % ROWS

    def seen(self, node: Node, axis: int) -> Tensor:
        """See `World.seen`."""
        there = [float(row != self._lacking(node)) for row in range(ROWS)]
        return torch.tensor(there, dtype=torch.float64).reshape(-1, *[1] * axis)

    def rows(self, node: Node, label: Label, axis: int) -> tuple[Tensor, Tensor]:
        """See `World.rows`."""
        held = self.data[label][node.name].reshape(ROWS, -1)
        if node.is_partly_observed:
            held = held.clone()
            held[self._lacking(node)] = 0  # what the model reads there
        weight = torch.full((ROWS,), 1 / ROWS, dtype=torch.float64)
        values = data_oracle(node).read(node.space, held)
        return _along(values, axis), weight.reshape(-1, *[1] * axis)

    def prior(self, node: Node, axis: int) -> tuple[Tensor, Tensor]:
        """See `World.prior`."""
        assert node.prior is not None
        parameters = self._parameters(node, node.prior, ())
        return self._drawn(node.prior, parameters, node, axis, every=bool(self.fine))

    def all_of(self, node: Node, axis: int) -> tuple[Tensor, Tensor]:
        """See `World.all_of`."""
        assert node.prior is not None
        values = support(node.prior, node)
        assert values is not None
        found = _along(values, axis)
        return found, self.score(node, found, []).exp()

    def follow(
        self, factor: Factor, parents: Sequence[Tensor], axis: int, *, mean: bool
    ) -> tuple[Tensor, Tensor]:
        """See `World.follow`."""
        if self.schematic.is_invertible(factor):
            return self._carried(factor, parents), torch.ones((), dtype=torch.float64)
        child = self.schematic.nodes[factor.child]
        parameters = self._parameters(child, factor.law, self.raw(factor, parents))
        if mean:
            return self._mean(factor, parameters), torch.ones((), dtype=torch.float64)
        every = bool(self.fine) or factor in self.every
        return self._drawn(factor.law, parameters, child, axis, every=every)

    def _carried(self, factor: Factor, parents: Sequence[Tensor]) -> Tensor:
        """What an invertible net makes of its first parent, or its inverse does, [grid…, E]."""
        net = factor.law.nets[0].net
        batches, grid = self._batches(factor.parents, parents)
        module: Any = self.modules[net]
        value = (module.inverse if factor.backwards_of else module)(*batches)[0]
        carried: Tensor = value.reshape(*grid, -1) + self.traces.get(net, 0.0)
        return carried

    def volume(self, factor: Factor, value: Tensor, parents: Sequence[Tensor]) -> Tensor:
        """See `World.volume`: the determinant of the net's Jacobian, column by column.

        What a net says of its volumes itself is not read.
        """
        names, ends = list(factor.parents), list(parents)
        if factor.backwards_of is not None:
            names[0], ends[0] = factor.child, value
        (first, *rest), grid = self._batches(names, ends)
        start = first if first.requires_grad else first.detach().requires_grad_()
        end = self.modules[factor.law.nets[0].net](start, *rest)[0].flatten(1)
        rows = [torch.autograd.grad(e.sum(), start, create_graph=True)[0] for e in end.unbind(1)]
        jacobian = torch.stack([row.flatten(1) for row in rows], 1)
        log_det: Tensor = torch.linalg.slogdet(jacobian)[1].reshape(grid)
        return -log_det if factor.backwards_of is not None else log_det

    def _mean(self, factor: Factor, parameters: Parameters) -> Tensor:
        """The mean of a law, or what an identity hands on, [grid…, E]."""
        for module in (self.modules[ref.net] for ref in factor.law.nets):
            if factor.hollow and isinstance(module, SpecNet) and module.hands_on:
                return parameters.raw[0]
        return family_oracle(factor.law).mean(parameters)

    def element_laws(self, name: str, scene: Scene) -> list[tuple[Tensor, Tensor]]:
        """See `World.element_laws`: a class is one element, and so are the numbers for it."""
        value = scene.values[name]
        grid = common_grid((scene.weight.shape, value.shape[:-1]))
        weight = scene.weight.expand(grid).reshape(-1)
        rows = value.expand(*grid, -1).reshape(-1, value.shape[-1])
        classes = self.schematic.nodes[name].space.classes
        columns = (rows,) if classes else torch.split(rows, 1, 1)
        return [(column, weight) for column in columns]

    def all_values(self, factor: Factor) -> Tensor | None:
        """See `World.all_values`."""
        if factor.child not in self.whole:
            return None
        return support(factor.law, self.schematic.nodes[factor.child])

    def is_draw(self, node: Node) -> bool:
        """See `World.is_draw`."""
        return data_oracle(node).whole(node.space)

    def _parameters(self, node: Node, law: Distribution, raw: Sequence[Tensor]) -> Parameters:
        return Parameters(tuple(raw), law.numbers, node.space.classes, law.words)

    def _drawn(
        self, law: Distribution, parameters: Parameters, node: Node, axis: int, *, every: bool
    ) -> tuple[Tensor, Tensor]:
        known, values = family_oracle(law), support(law, node) if every else None
        if values is not None:
            value = _along(values, axis)
            return value, known.log_density(parameters, value).exp()
        found = quadrature(law, node, self.fine) if self.fine else lattice(law, node)
        weight = found.weights.reshape(-1, *[1] * axis)
        return known.draw(parameters, _along(found.points, axis)), weight

    def raw(self, factor: Factor, parents: Sequence[Tensor]) -> list[Tensor]:
        """The raw parameters of a factor, [grid…, E] each; a hollow head has a location only.

        A law of its parents has their values.
        """
        if not factor.law.nets:
            return list(parents)
        space = self.schematic.nodes[factor.child].space
        found: list[Tensor] = []
        for ref, copies in nets_of(factor):
            output, grid = self._call(ref.net, factor.parents, parents)
            parts = output.chunk(copies, dim=joined_axis(space)) if copies > 1 else (output,)
            found.extend(part.reshape(*grid, -1) for part in parts)
        return found

    def _call(
        self, net: str, names: Sequence[str], parents: Sequence[Tensor]
    ) -> tuple[Tensor, torch.Size]:
        """A net at every point of the parents' common grid."""
        batches, grid = self._batches(names, parents)
        return self.modules[net](*batches) + self.traces.get(net, 0.0), grid

    def _batches(
        self, names: Sequence[str], parents: Sequence[Tensor]
    ) -> tuple[list[Tensor], torch.Size]:
        """Some nodes at every point of their common grid, as a net takes them."""
        grid = common_grid(value.shape[:-1] for value in parents)
        pairs = zip(names, parents, strict=True)
        return [self._batch(name, value, grid) for name, value in pairs], grid

    def _batch(self, name: str, value: Tensor, grid: torch.Size) -> Tensor:
        space = self.schematic.nodes[name].space
        flat = value.expand(*grid, -1).reshape(-1, value.shape[-1])
        if space.classes:
            return flat if flat.is_floating_point() else flat.squeeze(-1)
        return flat.reshape(-1, *(space.shape or ()))

    def score(self, source: Factor | Node, value: Tensor, parents: Sequence[Tensor]) -> Tensor:
        """See `World.score`."""
        law = source.law if isinstance(source, Factor) else source.prior
        assert isinstance(law, Distribution)
        if isinstance(source, Factor) and source.attributes.predict:
            return -denoising(self.schematic, source, value, parents, self.raw(source, parents)[0])
        node = self.schematic.nodes[source.child] if isinstance(source, Factor) else source
        raw = self.raw(source, parents) if isinstance(source, Factor) else ()
        return family_oracle(law).log_density(self._parameters(node, law, raw), value)

    def features_of(self, net: str, value: Tensor) -> Tensor:
        """See `World.features_of`: a net but for its last layer; all of a frozen one."""
        module, grid = self.modules[net], value.shape[:-1]
        layers = module if self.schematic.group_of[net] == FROZEN else trunk_of(module)
        reader = next(f for f in self.schematic.factors if any(r.net == net for r in f.law.nets))
        held = {name: parameter.detach() for name, parameter in layers.named_parameters()}
        batch = (self._batch(reader.parents[0], value, grid),)
        output: Tensor = torch.func.functional_call(layers, held, batch)
        return output.reshape(*grid, -1)

    def judge(self, factor: Factor, parents: Sequence[Tensor]) -> Tensor:
        """See `World.judge`."""
        output, grid = self._call(factor.law.nets[0].net, factor.parents, parents)
        return output.reshape(grid)

    def slope(self, game: Factor, real: Scene, fake: Scene) -> Tensor:
        """E (‖∇D(x̂)‖ − 1)², x̂ between real and fake uniformly  [Gulrajani2017, eq. 3]."""
        both = coupled(real, fake)
        level = uniform_quadrature(1, self.fine) if self.fine else uniform_levels()
        u = _along(level.points, both.axes)
        ends = list(both.ends(game.parents))
        grid = common_grid(v.shape[:-1] for v in (u, *itertools.chain(*ends)))
        classes = [self.schematic.nodes[name].space.classes for name in game.parents]
        rows = [name in self.as_rows for name in game.parents]
        ends = [
            _numbers(r, f, k, rows=of_rows)
            for (r, f), k, of_rows in zip(ends, classes, rows, strict=True)
        ]
        points = [_between(u, r, f, grid) for r, f in ends]
        moved = [point for point in points if point.requires_grad]
        slopes = torch.autograd.grad(self.judge(game, points).sum(), moved, create_graph=True)
        square = sum(((s**2).sum(-1) for s in slopes), torch.zeros(()))
        weight = both.weight * level.weights.reshape(-1, *[1] * both.axes)
        return (weight * ((square + ROUNDED).sqrt() - 1) ** 2).sum()

    def parameters(self, groups: Sequence[str]) -> list[Tensor]:
        """See `World.parameters`."""
        owner = self.schematic.group_of
        nets = [module for net, module in self.modules.items() if owner[net] in groups]
        return [parameter for net in nets for parameter in net.parameters()]

    def handles(self, groups: Sequence[str]) -> list[Tensor]:
        """See `World.handles`."""
        owner = self.schematic.group_of
        traces = [trace for net, trace in self.traces.items() if owner[net] in groups]
        return [*self.parameters(groups), *traces]


def _along(values: Tensor, axis: int) -> Tensor:
    return values.reshape(len(values), *[1] * axis, -1)


def _numbers(real: Tensor, fake: Tensor, classes: int, *, rows: bool) -> tuple[Tensor, Tensor]:
    """Both ends of a penalty; a class against a row of numbers as the row that is 1 there."""
    if not (rows and classes) and real.is_floating_point() == fake.is_floating_point():
        return real, fake
    spelled = (
        end if end.is_floating_point() else F.one_hot(end.squeeze(-1), classes).double()
        for end in (real, fake)
    )
    first, second = spelled
    return first, second


def _between(u: Tensor, real: Tensor, fake: Tensor, grid: torch.Size) -> Tensor:
    """The point u · real + (1 − u) · fake as a leaf on the grid; a class is the real one."""
    if not real.is_floating_point():
        return real
    point = (u * real + (1 - u) * fake).detach()
    return point.expand(*grid, -1).contiguous().requires_grad_()


def _has_parameters(net: nn.Module) -> bool:
    return any(True for _ in net.parameters())


def _trace() -> Tensor:
    """A zero to add to what a net without parameters returns, so that its use can be told."""
    return torch.zeros((), dtype=torch.float64, requires_grad=True)


def family_oracle(law: Distribution) -> FamilyOracle:
    """What the oracle knows of a law's family.

    Raises:
        MissingOracleError: nothing.
    """
    return oracle(FAMILY_ORACLES, law.family)


def data_oracle(node: Node) -> DataOracle:
    """What the oracle knows of the data of a node's type.

    Raises:
        MissingOracleError: nothing.
    """
    family = own_family(node.space.kind).name
    found = oracle(FAMILY_ORACLES, family).data
    if found is None:
        raise MissingOracleError(FAMILY_ORACLES.package, f"data of type {node.space.kind.value}")
    return found


def elements(node: Node) -> int:
    """How many numbers of base noise a draw of a node takes: one for a class."""
    return 1 if node.space.classes else math.prod(node.space.shape or ())


def lattice(law: Distribution, node: Node) -> Atoms:
    """Equally weighted base noise of a draw."""
    return family_oracle(law).lattice(elements(node))


def quadrature(law: Distribution, node: Node, nodes_each: int) -> Atoms:
    """Base noise of a draw from a continuous law, with the weights of a Gauss rule."""
    return family_oracle(law).quadrature(elements(node), nodes_each)


def support(law: Distribution, node: Node) -> Tensor | None:
    """All values of a draw from a discrete law, [V, E]; None for a continuous one."""
    return family_oracle(law).values(elements(node), node.space.classes)

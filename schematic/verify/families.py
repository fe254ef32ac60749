"""Schematic and modules → a world of the families as they are, at finitely many values of noise.

Gradients are those of reparameterised draws: they pass through values, not through probabilities.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn

from schematic.families import Kind
from schematic.graph import Distribution, Factor, Node, Schematic
from schematic.program.laws import constants_of, nets_of
from schematic.verify import laws, noise
from schematic.verify.modules import joined_axis
from schematic.verify.pairs import merged
from schematic.verify.world import Label, Scene, common_grid, members

ROWS = 3
"""Examples of each data set."""
ROUNDED = 1e-12
"""What the emitted norm of a slope adds under its root, so that a slope of 0 has a gradient."""


class Families:
    """Smooth modules and atoms of noise; `data` are the rows a batch is made of."""

    def __init__(
        self, schematic: Schematic, modules: Mapping[str, nn.Module], seed: int, *, fine: int = 0
    ) -> None:
        """Draw the data sets; take a lattice of noise, or quadrature with `fine` nodes."""
        self.schematic, self.modules, self.fine = schematic, modules, fine
        self.generator = torch.Generator().manual_seed(seed)
        self.data = {label: self._data(label) for label in (None, 0, 1)}

    def _data(self, label: Label) -> dict[str, Tensor]:
        return {node.name: self._examples(node) for node in members(self.schematic, label)}

    def _examples(self, node: Node) -> Tensor:
        """ROWS values, as a batch holds them."""
        space = node.space
        if space.kind is Kind.CAT:
            return torch.randint(space.classes, (ROWS,), generator=self.generator)
        shape = (ROWS, *(space.shape or ()))
        draw = torch.randn if space.kind is Kind.REAL else torch.rand
        return draw(shape, dtype=torch.float64, generator=self.generator)

    def rows(self, node: Node, label: Label, axis: int) -> tuple[Tensor, Tensor]:
        """See `World.rows`; binary data are thresholded at ½."""
        values = self.data[label][node.name].reshape(ROWS, -1)
        if node.space.kind is Kind.BINARY:
            values = (values > 0.5).to(values.dtype)
        weight = torch.full((ROWS,), 1 / ROWS, dtype=torch.float64)
        return _along(values, axis), weight.reshape(-1, *[1] * axis)

    def prior(self, node: Node, axis: int) -> tuple[Tensor, Tensor]:
        """See `World.prior`."""
        law = node.law
        assert isinstance(law, Distribution)
        raw: list[Tensor] = []
        if law.family == "Categorical":
            raw = [torch.zeros(node.space.classes, dtype=torch.float64)]
        return self._drawn(law, raw, node, axis)

    def follow(
        self, factor: Factor, parents: Sequence[Tensor], axis: int, *, mean: bool
    ) -> tuple[Tensor, Tensor]:
        """See `World.follow`."""
        raw = self.raw(factor, parents)
        if mean:
            return laws.mean(factor.law, raw), torch.ones((), dtype=torch.float64)
        return self._drawn(factor.law, raw, self.schematic.nodes[factor.child], axis)

    def _drawn(
        self, law: Distribution, raw: Sequence[Tensor], node: Node, axis: int
    ) -> tuple[Tensor, Tensor]:
        elements = 1 if node.space.kind is Kind.CAT else math.prod(node.space.shape or ())
        values = noise.values(law, elements, node.space.classes) if self.fine else None
        if values is not None:
            value = _along(values, axis)
            return value, laws.probability(law, raw, value)
        atoms = self._atoms(law, elements)
        weight = atoms.weights.reshape(-1, *[1] * axis)
        return laws.at_noise(law, raw, _along(atoms.points, axis)), weight

    def _atoms(self, law: Distribution, elements: int) -> noise.Atoms:
        if self.fine:
            return noise.fine(law, elements, self.fine)
        return noise.lattice(law, elements)

    def raw(self, factor: Factor, parents: Sequence[Tensor]) -> list[Tensor]:
        """The raw parameters of a factor, [grid…, E] each; a hollow head has a location only."""
        space = self.schematic.nodes[factor.child].space
        found: list[Tensor] = []
        for ref, copies in nets_of(factor):
            output, grid = self._call(self.modules[ref.net], factor.parents, parents)
            parts = output.chunk(copies, dim=joined_axis(space)) if copies > 1 else (output,)
            found.extend(part.reshape(*grid, -1) for part in parts)
        return found

    def _call(
        self, module: Callable[..., Tensor], names: Sequence[str], parents: Sequence[Tensor]
    ) -> tuple[Tensor, torch.Size]:
        """A module at every point of the parents' common grid."""
        grid = common_grid(value.shape[:-1] for value in parents)
        batches = [
            self._batch(name, value, grid) for name, value in zip(names, parents, strict=True)
        ]
        return module(*batches), grid

    def _batch(self, name: str, value: Tensor, grid: torch.Size) -> Tensor:
        space = self.schematic.nodes[name].space
        flat = value.expand(*grid, -1).reshape(-1, value.shape[-1])
        if space.kind is Kind.CAT:
            return flat if flat.is_floating_point() else flat.squeeze(-1)
        return flat.reshape(-1, *(space.shape or ()))

    def score(self, source: Factor | Node, value: Tensor, parents: Sequence[Tensor]) -> Tensor:
        """See `World.score`."""
        if isinstance(source, Factor):
            return laws.log_density(source.law, self.raw(source, parents), value)
        assert isinstance(source.law, Distribution)
        raw = []
        if source.law.family == "Categorical":
            raw = [torch.zeros(int(constants_of(source.law, source)[0]), dtype=torch.float64)]
        return laws.log_density(source.law, raw, value)

    def judge(self, factor: Factor, parents: Sequence[Tensor]) -> Tensor:
        """See `World.judge`."""
        output, grid = self._call(self.modules[factor.law.nets[0].net], factor.parents, parents)
        return output.reshape(grid)

    def slope(self, game: Factor, real: Scene, fake: Scene) -> Tensor:
        """E (‖∇D(x̂)‖ − 1)², x̂ between real and fake uniformly  [Gulrajani2017, eq. 3]."""
        both = merged(real, fake)
        level = noise.uniform(1, self.fine) if self.fine else noise.lattice_uniform()
        u = _along(level.points, both.axes)
        ends = list(both.ends(game.parents))
        grid = common_grid(v.shape[:-1] for v in (u, *itertools.chain(*ends)))
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


def _along(values: Tensor, axis: int) -> Tensor:
    return values.reshape(len(values), *[1] * axis, -1)


def _between(u: Tensor, real: Tensor, fake: Tensor, grid: torch.Size) -> Tensor:
    """The point u · real + (1 − u) · fake as a leaf on the grid; a class is the real one."""
    if not real.is_floating_point():
        return real
    point = (u * real + (1 - u) * fake).detach()
    return point.expand(*grid, -1).contiguous().requires_grad_()

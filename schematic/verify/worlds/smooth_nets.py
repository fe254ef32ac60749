"""Schematic → small modules to bind: smooth nets of raw parents that return raw parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from schematic.graph import Factor, Schematic
from schematic.graph.schematic import Space
from schematic.objective.chains import fixed_nets
from schematic.program.raw_parameters import nets_of


class Hidden(nn.Module):
    """One layer of tanh over all parents, in float64."""

    def __init__(self, classes: Sequence[int], inputs: int) -> None:
        """Take some parents, a class count each (0 for numbers)."""
        super().__init__()
        self.classes = tuple(classes)
        self.inner = nn.Linear(inputs, 3, dtype=torch.float64)

    def forward(self, *parents: Tensor) -> Tensor:
        """Three numbers an example, [B, 3]."""
        columns = [column(v, k) for v, k in zip(parents, self.classes, strict=True)]
        return torch.tanh(self.inner(torch.cat(columns, 1)))


class Smooth(nn.Module):
    """One hidden layer, its trunk, and a linear one, in float64."""

    def __init__(self, classes: Sequence[int], inputs: int, shape: tuple[int, ...]) -> None:
        """Take some parents, a class count each (0 for numbers), and give this shape."""
        super().__init__()
        self.shape = shape
        self.trunk = Hidden(classes, inputs)
        self.outer = nn.Linear(3, math.prod(shape), dtype=torch.float64)
        for parameter in self.parameters():
            nn.init.normal_(parameter, std=0.6)

    def forward(self, *parents: Tensor) -> Tensor:
        """Raw parameters, [B, …]."""
        output: Tensor = self.outer(self.trunk(*parents))
        return output.reshape(-1, *self.shape)


class SmoothFlow(nn.Module):
    """One affine map of each element, told by those before it and by the conditions, in float64."""

    def __init__(
        self,
        before: tuple[int, ...],
        after: tuple[int, ...],
        classes: Sequence[int],
        given: Sequence[Space],
    ) -> None:
        """Take the shapes of both ends, and the conditions, a class count each (0 for numbers)."""
        super().__init__()
        self.before, self.after, self.classes = before, after, tuple(classes)
        size, known = math.prod(before), sum(elements(space) for space in given)
        self.tellers = nn.ModuleList(Smooth((0,), at + known + 1, (2,)) for at in range(size))

    def forward(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """The child's value, [B, …], and log|det|, [B]."""
        columns, rest = value.flatten(1).unbind(1), self._rest(value, given)
        made, total = [], value.new_zeros(len(value))
        for at, each in enumerate(columns):
            scale, shift = self._told(at, columns[:at], rest)
            made.append(each * scale.exp() + shift)
            total = total + scale
        return torch.stack(made, 1).reshape(-1, *self.after), total

    def inverse(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """The first parent's value, [B, …], and log|det| of the way back, [B]."""
        columns, rest = value.flatten(1).unbind(1), self._rest(value, given)
        found: list[Tensor] = []
        total = value.new_zeros(len(value))
        for at, each in enumerate(columns):
            scale, shift = self._told(at, found, rest)
            found.append((each - shift) / scale.exp())
            total = total - scale
        return torch.stack(found, 1).reshape(-1, *self.before), total

    def _rest(self, value: Tensor, given: Sequence[Tensor]) -> Tensor:
        """The conditions as a row an example, with a 1 behind."""
        columns = [column(v, k) for v, k in zip(given, self.classes, strict=True)]
        return torch.cat([*columns, value.new_ones(len(value), 1)], 1)

    def _told(self, at: int, before: Sequence[Tensor], rest: Tensor) -> tuple[Tensor, Tensor]:
        seen = torch.cat([*(each[:, None] for each in before), rest], 1)
        scale, shift = self.tellers[at](seen).unbind(1)
        return scale, shift


class Multiple(nn.Module):
    """A fixed map whose number the closed forms of a chain depend on."""

    def __init__(self, slope: float) -> None:
        """Multiply by a number."""
        super().__init__()
        self.slope = slope

    def forward(self, parent: Tensor) -> Tensor:
        """The product, [B, …]."""
        return self.slope * parent


def column(value: Tensor, classes: int) -> Tensor:
    """A parent as a row an example: numbers in order, a class as one-hot."""
    if classes and not value.is_floating_point():
        return F.one_hot(value, classes).double()
    return value.flatten(1)


def smooth_modules(schematic: Schematic, seed: int) -> dict[str, nn.Module]:
    """A module for every net of a small schematic."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        fixed = fixed_nets(schematic).items()
        modules: dict[str, nn.Module] = {net: Multiple(slope) for net, slope in fixed}
        for factor in schematic.factors:
            for ref, copies in nets_of(factor):
                if ref.net not in modules:
                    modules[ref.net] = _smooth(schematic, factor, copies)
    return modules


def _smooth(schematic: Schematic, factor: Factor, copies: int) -> nn.Module:
    spaces = [schematic.nodes[name].space for name in factor.parents]
    if schematic.is_invertible(factor):
        before, *given = spaces
        after = schematic.nodes[factor.child].space.shape or ()
        return SmoothFlow(before.shape or (), after, [space.classes for space in given], given)
    classes = [space.classes for space in spaces]
    shape = raw_shape(schematic.nodes[factor.child].space, copies)
    return Smooth(classes, sum(elements(space) for space in spaces), shape)


def elements(space: Space) -> int:
    """How many numbers a net reads of one value."""
    return space.classes or math.prod(space.shape or ())


def raw_shape(space: Space, copies: int) -> tuple[int, ...]:
    """The event shape of raw parameters: joined on the channels of an image, else the last axis."""
    if space.labels:
        return (1,)
    if space.classes:
        return (space.classes,)
    shape = list(space.shape or ())
    shape[joined_axis(space) - 1 if joined_axis(space) > 0 else -1] *= copies
    return tuple(shape)


def joined_axis(space: Space) -> int:
    """The axis of [B, …] on which raw parameters are joined."""
    return 1 if len(space.shape or ()) in (1, 3) else -1

"""Two scenes → one grid on which both stand, rows of a common data set being the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torch import Tensor

from schematic.verify.world import Scene


@dataclass(frozen=True)
class Pair:
    """A real and a fake scene: their values and the probability of every pair of points."""

    real: Scene
    fake: Scene
    weight: Tensor
    axes: int

    def ends(self, names: Sequence[str]) -> Iterator[tuple[Tensor, Tensor]]:
        """Real and fake values of some nodes on the common grid."""
        for name in names:
            yield self.real.values[name], _moved(self, self.fake.values[name], behind=1)


def merged(real: Scene, fake: Scene) -> Pair:
    """Both scenes, the fake one on axes behind those of the real one, but for shared rows."""
    axes = real.axes + fake.axes
    pair = Pair(real, fake, real.weight, axes)
    weight = real.weight * _moved(pair, fake.weight, behind=0)
    for label in real.sets.keys() & fake.sets.keys():
        weight = weight * weight.shape[weight.dim() - 1 - real.sets[label]]
    return Pair(real, fake, weight, axes)


def _moved(pair: Pair, values: Tensor, *, behind: int) -> Tensor:
    """Values of the fake scene on the common grid; `behind` dimensions are an event's."""
    shared = {
        axis: pair.real.sets[label]
        for label, axis in pair.fake.sets.items()
        if label in pair.real.sets
    }
    grid = values.dim() - behind
    homes = [shared.get(axis, pair.real.axes + axis) for axis in range(grid)]
    event = values.shape[grid:]
    wide = values.reshape(*[1] * (pair.axes - grid), *values.shape)
    order: list[int | None] = [None] * pair.axes
    free = iter(range(pair.axes - grid))
    for axis, home in enumerate(homes):
        order[pair.axes - 1 - home] = pair.axes - 1 - axis
    filled = [next(free) if place is None else place for place in order]
    return wide.permute(*filled, *range(pair.axes, pair.axes + len(event)))

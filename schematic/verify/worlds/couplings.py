"""Two scenes → one grid on which both stand, what both have drawn being one and the same draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torch import Tensor

from schematic.verify.worlds.scenes import Scene


@dataclass(frozen=True)
class Coupling:
    """A real and a fake scene: their values and the probability of every pair of points."""

    real: Scene
    fake: Scene
    weight: Tensor
    axes: int

    def of_fake(self, amounts: Tensor) -> Tensor:
        """Amounts at the points of the fake scene, on the common grid."""
        return _moved(self, amounts, behind=0)

    def ends(self, names: Sequence[str]) -> Iterator[tuple[Tensor, Tensor]]:
        """Real and fake values of some nodes on the common grid."""
        for name in names:
            yield self.real.values[name], _moved(self, self.fake.values[name], behind=1)


def coupled(real: Scene, fake: Scene) -> Coupling:
    """Both scenes, the fake one on axes behind those of the real one, but for common draws."""
    axes = len(real.axes) + len(fake.axes)
    pair = Coupling(real, fake, real.weight, axes)
    weight = real.weight * _moved(pair, fake.weight, behind=0)
    for axis in _shared(pair):
        weight = weight / _moved(pair, fake.axes[axis].weight, behind=0)
    return Coupling(real, fake, weight, axes)


def _shared(pair: Coupling) -> dict[int, int]:
    """The axes of the fake scene that are axes of the real one."""
    homes = {axis.origin: at for at, axis in enumerate(pair.real.axes)}
    return {at: homes[a.origin] for at, a in enumerate(pair.fake.axes) if a.origin in homes}


def _moved(pair: Coupling, values: Tensor, *, behind: int) -> Tensor:
    """Values of the fake scene on the common grid; `behind` dimensions are an event's."""
    shared = _shared(pair)
    grid = values.dim() - behind
    homes = [shared.get(axis, len(pair.real.axes) + axis) for axis in range(grid)]
    event = values.shape[grid:]
    wide = values.reshape(*[1] * (pair.axes - grid), *values.shape)
    order: list[int | None] = [None] * pair.axes
    free = iter(range(pair.axes - grid))
    for axis, home in enumerate(homes):
        order[pair.axes - 1 - home] = pair.axes - 1 - axis
    filled = [next(free) if place is None else place for place in order]
    return wide.permute(*filled, *range(pair.axes, pair.axes + len(event)))

"""A node behind an invertible net → its log-density by the change of variables.

log p(z) of z = F(u) is log p(u) − log|det ∂z/∂u|  [Dinh2017, eq. 2]. Where u is drawn from data,
from a law of its own or by maps that nobody trains, its density is a constant, and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from schematic.graph import Factor
from schematic.verify.paper.runs import Run
from schematic.verify.worlds.scenes import Scene, World


@dataclass(frozen=True)
class Way:
    """How the density of a node came to it.

    Attributes:
        along: the arrows with invertible nets, the last one first.
        first: the dashed factor that has a density; None where that is a constant.
    """

    along: tuple[Factor, ...]
    first: Factor | None

    @property
    def names(self) -> tuple[str, ...]:
        """All nodes that the density reads."""
        arrows = (*self.along, *([self.first] if self.first else []))
        return tuple(dict.fromkeys(n for f in arrows for n in (f.child, *f.parents)))

    def log_density(self, world: World, scene: Scene) -> Tensor:
        """The log-density of the node without constants, [grid…], nats."""
        total = torch.zeros((), dtype=torch.float64)
        for arrow in self.along:
            total = total - world.volume(arrow, scene.values[arrow.child], scene.at(arrow.parents))
        if self.first is not None:
            value, given = scene.values[self.first.child], scene.at(self.first.parents)
            total = total + world.score(self.first, value, given)
        return total


def way_of(run: Run, factor: Factor) -> Way:
    """How the child of an arrow with an invertible net came by its density along a route."""
    schematic = run.world.schematic
    into = {each.child: each for each in run.route.factors}
    along = [factor]
    while (before := into.get(along[-1].parents[0])) and schematic.is_invertible(before):
        along.append(before)
    moves = before is not None and _is_trained(run, into, before)
    return Way(tuple(along), before if moves else None)


def _is_trained(run: Run, into: Mapping[str, Factor], factor: Factor) -> bool:
    """Whether some net behind a draw is trained."""
    stack, seen = [factor], set[str]()
    while stack:
        each = stack.pop()
        if each.law.groups:
            return True
        fresh = [p for p in each.parents if p in into and p not in seen]
        seen.update(fresh)
        stack.extend(into[p] for p in fresh)
    return False

"""q(z_t | z_{t+1}, x) of a fixed chain, where its laws are Normal [Ho2020, eq. 6 and 7].

z_{t+1} is a noisy measurement of z_t, so the law follows from that of z_t given x by the gain of a
Kalman filter. On tables, and under quadrature, the log-ratio is left as it is, so that the two are
compared.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor, distributions

from schematic.graph import Factor, Schematic
from schematic.objective.chains import posteriors_of
from schematic.verify.paper.meetings import log_prior
from schematic.verify.worlds.discretised import Discretised, lattice
from schematic.verify.worlds.scenes import Scene, World


@dataclass(frozen=True)
class Chain:
    """A node of a fixed chain, and both its sides.

    Attributes:
        world: where it happens.
        factor: the dashed arrow into the node.
        steps: the dashed arrows from the start to the node, and the one that leaves it, if any.
    """

    world: Discretised
    factor: Factor
    steps: tuple[Factor, ...]

    @property
    def reads(self) -> tuple[str, ...]:
        """The start, and the node after this one; for the last node the start alone."""
        after = self.steps[-1]
        return (self.steps[0].parents[0], *(() if after is self.factor else (after.child,)))

    def minus_kl(self, scene: Scene) -> Tensor:
        """−KL(q(z_t | z_{t+1}, x) ‖ p(z_t | z_{t+1})), [grid…] in nats."""
        mean, deviation = self._law(scene)
        law = distributions.Normal(mean, deviation)
        name = self.factor.child
        noise = lattice(self.factor.law, self.world.schematic.nodes[name])
        total = torch.zeros((), dtype=torch.float64)
        for atom, weight in zip(noise.points, noise.weights, strict=True):
            value = mean + deviation * atom
            at = replace(scene, values={**scene.values, name: value})
            log_q = law.log_prob(value).sum(-1)  # type: ignore[no-untyped-call]
            total = total + weight * (log_prior(self.world, name, at) - log_q)
        return total

    def _law(self, scene: Scene) -> tuple[Tensor, Tensor]:
        """The mean [grid…, E] and the standard deviation of the node given both its sides."""
        mean, variance = scene.values[self.reads[0]], 0.0
        for step in self.steps:
            slope, noise = _number(self.world.schematic, step), step.law.numbers[0]
            seen = slope * mean, slope**2 * variance + noise**2
            if step.parents[0] == self.factor.child:
                gain = variance * slope / seen[1]
                mean = mean + gain * (scene.values[step.child] - seen[0])
                variance = (1 - gain * slope) * variance
            else:
                mean, variance = seen
        return mean, torch.tensor(math.sqrt(variance), dtype=torch.float64)


def chain_of(world: World, factor: Factor) -> Chain | None:
    """The chain around the child of a factor, where its KL is one of Normal laws on a lattice."""
    if not isinstance(world, Discretised) or world.fine:
        return None
    schematic = world.schematic
    into, inside = schematic.dashed_into, posteriors_of(schematic)
    if factor.child not in inside:
        return None
    steps = [factor]
    while steps[0].parents[0] in inside:
        steps.insert(0, into[steps[0].parents[0]])
    onward = (f for f in into.values() if f.parents == (factor.child,) and f.child in inside)
    return Chain(world, factor, (*steps, *onward))


def _number(schematic: Schematic, factor: Factor) -> float:
    """What the fixed net of an arrow multiplies by: the number in its brackets, or 1."""
    return (*schematic.nets[factor.law.nets[0].net].numbers, 1.0)[0]

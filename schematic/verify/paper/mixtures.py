"""Nodes with `{sum}`: the density of their children without them, read off the drawing.

log Σ_c p(c) Π p_θ(child | c, …) is the prior of the children that are inferred, less log q of
these, and the likelihood of the others  [Dilokthanakul2016, sec. 3].
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor

from schematic.graph import Factor, Node, Schematic
from schematic.verify.paper.meetings import prior_factor
from schematic.verify.paper.routes import solids
from schematic.verify.paper.runs import Part, Run
from schematic.verify.paper.scored import is_given, is_met, is_scored
from schematic.verify.worlds.scenes import Scene, World, summed, with_every


def is_mixed(schematic: Schematic, factor: Factor | None) -> bool:
    """Whether a solid arrow leaves a node that is summed out."""
    return factor is not None and any(schematic.nodes[name].summed for name in factor.parents)


@dataclass(frozen=True)
class Mixture:
    """A node that is summed out along a route.

    Attributes:
        node: the node.
        arrows: the solid arrows that leave it.
        inferred: the dashed arrows into those of their children that are inferred.
    """

    node: Node
    arrows: tuple[Factor, ...]
    inferred: tuple[Factor, ...]

    @property
    def read(self) -> tuple[str, ...]:
        """The nodes that its density reads."""
        ends = (n for f in (*self.arrows, *self.inferred) for n in (*f.parents, f.child))
        return tuple(name for name in dict.fromkeys(ends) if name != self.node.name)

    @property
    def scale(self) -> float:
        """The user's factor, which is the same for all of its children."""
        weight = self.arrows[0].attributes.weight
        if not self.inferred:
            return weight
        met = self.inferred[0].attributes
        return weight * met.beta * met.match.factor("kl")

    def log_density(self, world: World, scene: Scene) -> Tensor:
        """The density log Σ_c p(c) Π p_θ(child | c, …) − Σ log q(child | …), [grid…], nats."""
        within = with_every(scene, self.node.name, self.node)
        total = torch.zeros((), dtype=torch.float64)
        for factor in self.arrows:
            given = within.at(factor.parents)
            total = total + world.score(factor, within.values[factor.child], given)
        found = summed(within, total)
        for factor in self.inferred:
            log_q = world.score(factor, scene.values[factor.child], scene.at(factor.parents))
            found = found - log_q
        return found


def mixtures(run: Run) -> tuple[Mixture, ...]:
    """The nodes that are summed out along a route, and on which something depends."""
    schematic, into = run.world.schematic, {f.child: f for f in run.route.factors}
    found = []
    for name, node in schematic.nodes.items():
        arrows = tuple(f for f in solids(schematic) if name in f.parents and _counts(run, f))
        if node.summed and arrows:
            inferred = tuple(into[f.child] for f in arrows if f.child in into)
            found.append(Mixture(node, arrows, inferred))
    return tuple(found)


def _counts(run: Run, factor: Factor) -> bool:
    """Whether a solid arrow is scored along a route, or is the prior of what is matched there."""
    into = next((f for f in run.route.factors if f.child == factor.child), None)
    if into is None:
        return is_scored(run, factor)
    return prior_factor(run.world.schematic, factor.child) == factor and is_met(run, into)


def mixture_parts(run: Run) -> Iterator[Part]:
    """The expectation of each of their densities."""
    for each in mixtures(run):
        log_density = partial(each.log_density, run.world)
        for part in run.part(("mixture", each.node.name), each.read, log_density, each.scale):
            yield replace(part, label=None) if is_given(run, each.read) else part

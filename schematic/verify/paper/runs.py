"""A route in one branch of y → scenes: the draws that a formula reads, sampled along that route.

A scene holds what was asked for and what that is made from. So the probability of a draw that plays
no part is in no sum, and a formula depends on exactly those nets that it depends on in the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from schematic.graph import DataLaw, Factor, Node, Schematic
from schematic.verify.paper.compared import as_map
from schematic.verify.paper.routes import Route, in_order, makers, solids
from schematic.verify.worlds.scenes import (
    Label,
    Scene,
    World,
    empty,
    label_of,
    with_data,
    with_factor,
    with_prior,
    with_rows,
)


@dataclass(frozen=True)
class Part:
    """One expectation that somebody maximises.

    Attributes:
        value: the exact expectation.
        label: the value of y it belongs to, or None for both.
        scale: the user's factor.
        about: what it is an expectation of; equal parts of several routes are about the same.
        counts: whether it counts where nobody learns from it, as part of a bound.
    """

    value: Tensor
    label: Label
    scale: float = 1.0
    about: Hashable = None
    counts: bool = False


@dataclass(frozen=True)
class Run:
    """One route in one branch of y.

    Attributes:
        world: where it happens.
        route: what is inferred along which arrows.
        label: the branch of y, or None where y plays no part.
        given: draws that take the place of roots (rule 5's generated half), or None.
        weigher: the discriminator that weighs each example, or None.
        over_batch: whether examples weigh D/(1 − D), over its mean in a large batch, and not D.
        attached: whether gradients pass through what is inferred.
    """

    world: World
    route: Route
    label: Label
    given: Scene | None = None
    weigher: Factor | None = None
    over_batch: bool = False
    attached: bool = True

    def scene(self, names: Iterable[str]) -> Scene | None:
        """The joint distribution of some nodes; None where one of them is not there."""
        into = {factor.child: factor for factor in self.route.factors}
        scene = self.given or empty(self.world)
        needed = _ancestry(into, names)
        nodes = self.world.schematic.nodes
        for name in nodes:
            if name in needed and name not in into and name not in scene.values:
                if nodes[name].law is None or self._is_absent(nodes[name]):
                    return None
                scene = rooted(self.world, scene, name, self.label)
        for factor in self.route.factors:
            if factor.child in needed:
                scene = with_factor(
                    scene, factor.child, factor, factor.parents, attached=self.attached
                )
        return scene

    def _is_absent(self, node: Node) -> bool:
        """Whether there are no data of a node here: other data do not belong to generated ones."""
        return is_absent(node, self.label) or (node.is_data and self.given is not None)

    def part(
        self,
        about: Hashable,
        names: Sequence[str],
        amounts: Callable[[Scene], Tensor],
        scale: float = 1.0,
    ) -> Iterator[Part]:
        """The expectation of amounts that some nodes give, weighed; none where a node is absent."""
        read = self.weigher.parents if self.weigher else ()
        scene = self.scene((*names, *read))
        if scene is None:
            return
        scene, meant = with_rows(scene, self.route.rows)
        values = meant * amounts(scene)
        if self.weigher:
            values = values * self.trust(scene)
        origins = tuple(scene.origins[name] for name in (*names, *read))
        origin = (about, origins, self.route.rows)
        yield Part(self.held(scene, values), self.label, scale, origin)

    def held(self, scene: Scene, values: Tensor) -> Tensor:
        """The expectation of weighed values; probabilities move with what they are weighed by.

        Where gradients pass through probabilities, those of weights over a batch are held, and a
        player whose nets they depend on is still one who plays here: with a gradient of 0.
        """
        mean = scene.mean(values)
        if not self.over_batch or self.world.pathwise:
            return mean
        fixed = replace(scene, weight=scene.weight.detach()).mean(values)
        return fixed + 0.0 * (mean - mean.detach())

    def trust(self, scene: Scene) -> Tensor:
        """The weight of each example, without gradient: D  [Hu2018, eq. 17], or that of eq. 16."""
        assert self.weigher is not None
        logit = self.world.judge(self.weigher, scene.at(self.weigher.parents)).detach()
        if not self.over_batch:
            return torch.sigmoid(logit)
        odds = logit.exp()
        return odds / scene.mean(odds).detach()


def _ancestry(into: dict[str, Factor], names: Iterable[str]) -> set[str]:
    """Some nodes and all that they are inferred from."""
    stack, found = list(names), set[str]()
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            if name in into:
                stack.extend(into[name].parents)
    return found


def rooted(world: World, scene: Scene, name: str, label: Label) -> Scene:
    """The scene with a node from its own law."""
    node = world.schematic.nodes[name]
    if node.is_data:
        return with_data(scene, name, node, label_of(world.schematic, node, label))
    return with_prior(scene, name, node)


def is_absent(node: Node, label: Label) -> bool:
    """Whether there are no data of this node for this value of y."""
    return isinstance(node.law, DataLaw) and node.law.when is not None and node.law.when[1] != label


def is_generated(schematic: Schematic, name: str) -> bool:
    """Whether p_θ gives a node by a solid factor, and not by a prior of its own."""
    node = schematic.nodes[name]
    is_child = any(f.child == name for f in solids(schematic))
    return is_child and (node.law is None or (node.is_data and not node.is_partly_observed))


def generation(schematic: Schematic, targets: Sequence[str]) -> set[str]:
    """The targets and all that they are generated from along the solid arrows."""
    return _ancestry(_generators(schematic), targets)


def _generators(schematic: Schematic) -> dict[str, Factor]:
    """The first solid factor into each node that is generated."""
    into: dict[str, Factor] = {}
    for factor in makers(schematic):
        if is_generated(schematic, factor.child) or schematic.is_invertible(factor):
            into.setdefault(factor.child, factor)
    return into


def generated(world: World, targets: Sequence[str], *, means: bool) -> Scene:
    """Targets along the solid arrows, at the current parameters and without gradient.

    Args:
        world: where.
        targets: the nodes that are wanted; what no solid arrow generates comes from its own law.
        means: take the mean of a target whose values are no whole numbers, and not a draw.
    """
    schematic, scene = world.schematic, empty(world)
    into, wanted = _generators(schematic), generation(schematic, targets)
    for name in schematic.nodes:
        if name in wanted and name not in into and schematic.nodes[name].is_partly_observed:
            scene = with_prior(scene, name, schematic.nodes[name])
        elif name in wanted and name not in into:
            scene = rooted(world, scene, name, None)
    for factor in in_order(f for name, f in into.items() if name in wanted):
        child = schematic.nodes[factor.child]
        mean = means and child.name in targets and not world.is_draw(child)
        made = as_map(schematic, factor)
        scene = with_factor(scene, child.name, made, made.parents, mean=mean, attached=False)
    return scene

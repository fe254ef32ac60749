"""What a finite world offers, and scenes: joint distributions over a grid of finitely many points.

A world gives every node finitely many values. `Tables` (a random table for each factor) and
`Discretised` (the families as they are, at finitely many values of the base noise) are two worlds.
A `Scene` is one way of sampling some nodes: each draw takes an axis of a grid, and its values and
the probability of each point broadcast along the axes. Axis k is the k-th from the right; event
elements come behind.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Tensor

from schematic.diagnostics import Error
from schematic.graph import DataLaw, Factor, Node, Schematic

Label = int | None
"""The value of y whose data set is meant, or None where y picks none."""

POINTS = 300_000
"""Points of the largest grid: some seconds, and some hundred MB."""


class TooLargeError(Error):
    """A grid that nobody wants to wait for."""

    def __init__(self) -> None:
        """Say how large is too large."""
        super().__init__(f"its grid would have more than {POINTS:,} points")


def limit(points: int) -> None:
    """Refuse a grid that is too large.

    Raises:
        TooLargeError: it has more than POINTS.
    """
    if points > POINTS:
        raise TooLargeError


class World(Protocol):
    """Finite values for every node of a schematic, and random parameters for every net."""

    schematic: Schematic
    pathwise: bool
    """Whether gradients pass through values, so that a weight of a value can be held fixed."""

    def rows(self, node: Node, label: Label, axis: int) -> tuple[Tensor, Tensor]:
        """A data node in each row of its data set, and the probability of each row."""
        ...

    def seen(self, node: Node, axis: int) -> Tensor:
        """Whether a partly observed node is there, 1 or 0, in each row of its data set."""
        ...

    def prior(self, node: Node, axis: int) -> tuple[Tensor, Tensor]:
        """The values of a node under its own law, and their probabilities."""
        ...

    def all_of(self, node: Node, axis: int) -> tuple[Tensor, Tensor]:
        """All values of a discrete node, and their probabilities under its own law."""
        ...

    def follow(
        self, factor: Factor, parents: Sequence[Tensor], axis: int, *, mean: bool
    ) -> tuple[Tensor, Tensor]:
        """The values of a factor's child at its parents' values, and their probabilities."""
        ...

    def element_laws(self, name: str, scene: Scene) -> list[tuple[Tensor, Tensor]]:
        """The marginal law of each element of a draw: values [N, …] and probabilities [N]."""
        ...

    def all_values(self, factor: Factor) -> Tensor | None:
        """The values [V, E] over which a KL in closed form averages; None for those it draws."""
        ...

    def score(self, source: Factor | Node, value: Tensor, parents: Sequence[Tensor]) -> Tensor:
        """The log-density of values under a factor, or under a node's own law."""
        ...

    def volume(self, factor: Factor, value: Tensor, parents: Sequence[Tensor]) -> Tensor:
        """log|det ∂value/∂first| of an arrow with an invertible net, which made the value."""
        ...

    def features_of(self, net: str, value: Tensor) -> Tensor:
        """The features that a net gives of a value of its only parent, [grid…, F], held fixed."""
        ...

    def judge(self, factor: Factor, parents: Sequence[Tensor]) -> Tensor:
        """The logit of a discriminator, high for y = 1."""
        ...

    def slope(self, game: Factor, real: Scene, fake: Scene) -> Tensor | None:
        """E (‖∇D(x̂)‖ − 1)², x̂ between real and fake; None where values have no slopes."""
        ...

    def is_draw(self, node: Node) -> bool:
        """Whether a generated value of a node is a draw, and not the mean."""
        ...

    def parameters(self, groups: Sequence[str]) -> list[Tensor]:
        """The parameters of the nets that some groups train."""
        ...

    def handles(self, groups: Sequence[str]) -> list[Tensor]:
        """Tensors on which a value depends where it depends on the nets of some groups."""
        ...


@dataclass(frozen=True)
class Root:
    """Where a value comes from that comes from a law of its own; data also name their data set."""

    node: str
    label: Label = None


@dataclass(frozen=True)
class Axis:
    """One draw of a scene.

    Attributes:
        origin: what was drawn; equal origins are one and the same draw.
        weight: the probabilities of its values.
    """

    origin: Hashable
    weight: Tensor


@dataclass(frozen=True)
class Scene:
    """Some draws and their joint distribution.

    Attributes:
        world: what gives the values.
        values: each draw's value at every point of the grid.
        origins: where each value comes from: equal origins are one and the same draw.
        weight: the probability of every point.
        axes: the draws that span the grid, axis 0 first.
    """

    world: World
    values: Mapping[str, Tensor]
    origins: Mapping[str, Hashable]
    weight: Tensor
    axes: tuple[Axis, ...]

    def at(self, names: Sequence[str]) -> list[Tensor]:
        """The values of some draws."""
        return [self.values[name] for name in names]

    def has(self, names: Iterable[str]) -> bool:
        """Whether all of these nodes are drawn."""
        return all(name in self.values for name in names)

    def mean(self, amounts: Tensor) -> Tensor:
        """The expectation of amounts over the grid: an exact sum."""
        return (self.weight * amounts).sum()


def averaged(scene: Scene, within: Scene, amounts: Tensor) -> Tensor:
    """The expectation of amounts over the draws that `within` has more than `scene`.

    Args:
        scene: some draws.
        within: the same draws, and at least one more behind them.
        amounts: at the points of `within`, [grid…].

    Returns:
        amounts at the points of `scene`, [grid…].
    """
    inner = within.axes[len(scene.axes) :]
    weight = math.prod((axis.weight for axis in inner), start=torch.ones((), dtype=torch.float64))
    weighed = weight * amounts
    lacking = len(within.axes) - weighed.dim()  # the last axes may be those of maps, of one point
    return weighed.reshape(*[1] * lacking, *weighed.shape).sum(tuple(range(len(inner))))


def common_grid(shapes: Iterable[torch.Size]) -> torch.Size:
    """The shape to which some shapes broadcast."""
    found: torch.Size = torch.broadcast_shapes(*shapes)  # type: ignore[no-untyped-call]
    return found


def empty(world: World) -> Scene:
    """No draws, one point."""
    return Scene(world, {}, {}, torch.ones((), dtype=torch.float64), ())


def with_data(scene: Scene, name: str, node: Node, label: Label) -> Scene:
    """The scene with a data node; nodes of one data set come from the same row."""
    origin = ("rows", label)
    known = _axis(scene, origin)
    axis = len(scene.axes) if known is None else known
    value, weight = scene.world.rows(node, label, axis)
    grown = scene if known is not None else _grown(scene, name, value, Axis(origin, weight))
    origins = {**scene.origins, name: Root(node.name, label)}
    return replace(grown, values={**scene.values, name: value}, origins=origins)


def with_rows(scene: Scene, rows: Iterable[tuple[str, bool]]) -> tuple[Scene, Tensor]:
    """The scene with the data set of some partly observed nodes, and which rows of it are meant.

    Args:
        scene: any.
        rows: nodes, each with whether it must be seen, or be missing; no y picks their data.

    Returns:
        1 at the points of such rows and 0 at all others, [grid…].
    """
    meant = torch.ones((), dtype=torch.float64)
    for name, wanted in rows:
        node = scene.world.schematic.nodes[name]
        scene = with_data(scene, f"{name} or not", node, None)
        axis = _axis(scene, ("rows", None))
        assert axis is not None
        seen = scene.world.seen(node, axis)
        meant = meant * (seen if wanted else 1 - seen)
    return scene, meant


def _axis(scene: Scene, origin: Hashable) -> int | None:
    return next((k for k, axis in enumerate(scene.axes) if axis.origin == origin), None)


def with_prior(scene: Scene, name: str, node: Node) -> Scene:
    """The scene with a draw of a node from its own law."""
    value, weight = scene.world.prior(node, len(scene.axes))
    return _grown(scene, name, value, Axis(Root(node.name), weight))


def with_every(scene: Scene, name: str, node: Node) -> Scene:
    """The scene with all values of a node that is summed out, by its own law, on the last axis."""
    value, weight = scene.world.all_of(node, len(scene.axes))
    return _grown(scene, name, value, Axis(("every", node.name), weight))


def summed(within: Scene, amounts: Tensor) -> Tensor:
    """The density without the last axis: log Σ weight · exp(amounts), in nats, [grid…].

    Args:
        within: a scene whose last axis has all values of a node.
        amounts: log-densities at its points, [grid…].
    """
    whole = amounts + within.axes[-1].weight.log()
    return torch.logsumexp(whole.reshape(*[1] * (len(within.axes) - whole.dim()), *whole.shape), 0)


def with_factor(
    scene: Scene,
    name: str,
    factor: Factor,
    given: Sequence[str],
    *,
    mean: bool = False,
    attached: bool = True,
) -> Scene:
    """The scene with a draw that follows a factor; without `attached` no gradient passes it."""
    world, parents = scene.world, scene.at(given)
    value, weight = world.follow(factor, parents, len(scene.axes), mean=mean or factor.hollow)
    if not attached:
        value, weight = value.detach(), weight.detach()
    origin = (factor, *(scene.origins[parent] for parent in given))
    return _grown(scene, name, value, Axis(origin, weight))


def with_marginals(scene: Scene, name: str, of: str, source: Scene) -> Scene:
    """The scene with a draw whose elements are independent, each as that of a draw of `source`.

    Every element takes an axis of its own, and no gradient passes. A batch that is large enough has
    as many examples of each combination, however its elements are permuted.
    """
    values: list[Tensor] = []
    for at, (points, weight) in enumerate(scene.world.element_laws(of, source)):
        axis, one = len(scene.axes), ("marginal", source.origins[of], at)
        placed = points.detach().reshape(len(points), *[1] * axis, *points.shape[1:])
        scene = _grown(scene, name, placed, Axis(one, weight.detach().reshape(-1, *[1] * axis)))
        values.append(placed)
    if len(values) == 1:
        return scene
    grid = common_grid(value.shape[:-1] for value in values)
    joined = torch.cat([value.expand(*grid, -1) for value in values], -1)
    origin = ("marginals", source.origins[of])
    values_too = {**scene.values, name: joined}
    return replace(scene, values=values_too, origins={**scene.origins, name: origin})


def with_all_values(scene: Scene, factor: Factor, values: Tensor) -> Scene:
    """The scene with the child of a factor at all of its values [V, E], along the first axis."""
    value = values.reshape(len(values), *[1] * len(scene.axes), -1)
    weight = scene.world.score(factor, value, scene.at(factor.parents)).exp()
    return _grown(scene, factor.child, value, Axis((factor, "all"), weight))


def _grown(scene: Scene, name: str, value: Tensor, axis: Axis) -> Scene:
    limit(math.prod(common_grid((scene.weight.shape, axis.weight.shape))))
    return Scene(
        scene.world,
        {**scene.values, name: value},
        {**scene.origins, name: axis.origin},
        scene.weight * axis.weight,
        (*scene.axes, axis),
    )


def label_of(schematic: Schematic, node: Node, branch: Label) -> Label:
    """The data set that a node's examples come from when y has a value."""
    if not isinstance(node.law, DataLaw) or not has_sets(schematic):
        return None
    if node.law.when:
        return node.law.when[1]
    return branch if node.law.by else None


def has_sets(schematic: Schematic) -> bool:
    """Whether some y picks a data set."""
    return any(isinstance(n.law, DataLaw) and n.law.by for n in schematic.nodes.values())


def members(schematic: Schematic, label: Label) -> list[Node]:
    """The data nodes of one data set, whose values come in rows."""
    found = []
    for node in schematic.nodes.values():
        law = node.law
        if isinstance(law, DataLaw) and label_of(schematic, node, label) == label:
            picked = has_sets(schematic) and (law.by or law.when)
            if label is not None or not picked:
                found.append(node)
    return found

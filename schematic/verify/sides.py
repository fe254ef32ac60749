"""Schematic → scenes: what is inferred, what is generated, and the two sides of a game.

Read off the drawing from the paper's own words, and not from the derivation: p_θ(x|y) is a data set
or a prior on one side of y and inference on the other [Hu2018, sec. 3].
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schematic.families import Kind
from schematic.graph import DataLaw, Factor, Node, Schematic
from schematic.verify.world import (
    Label,
    Scene,
    World,
    empty,
    has_sets,
    label_of,
    with_data,
    with_factor,
    with_prior,
)


@dataclass(frozen=True)
class Route:
    """One way to infer: the dashed factors in an order in which parents come first."""

    factors: tuple[Factor, ...]
    starts: tuple[str, ...]

    @property
    def inferred(self) -> frozenset[str]:
        """The nodes that are inferred."""
        return frozenset(factor.child for factor in self.factors)


def routes(schematic: Schematic) -> tuple[Route, ...]:
    """The ways to infer; a dashed cycle is opened at each of its nodes that has a law."""
    into = {f.child: f for f in schematic.factors if f.dashed and not f.red}
    above = {name: _above(into, name) for name in schematic.nodes}
    cycles = {
        frozenset(other for other in above[name] if name in above[other])
        for name in schematic.nodes
        if name in above[name]
    }
    order = list(schematic.nodes)
    ordered = sorted((sorted(c, key=order.index) for c in cycles), key=lambda c: order.index(c[0]))
    openings = [[n for n in cycle if schematic.nodes[n].law is not None] for cycle in ordered]
    return tuple(_route(into, starts) for starts in itertools.product(*openings))


def _above(into: Mapping[str, Factor], name: str) -> frozenset[str]:
    """All nodes from which dashed arrows lead to a node."""
    found: set[str] = set()
    fresh = {name}
    while fresh:
        fresh = {p for n in fresh if n in into for p in into[n].parents} - found
        found |= fresh
    return frozenset(found)


def _route(into: Mapping[str, Factor], starts: tuple[str, ...]) -> Route:
    return Route(sorted_factors(f for name, f in into.items() if name not in starts), starts)


def sorted_factors(factors: Iterable[Factor]) -> tuple[Factor, ...]:
    """Factors in an order in which what a factor reads comes before it."""
    waiting, done = list(factors), []
    while waiting:
        made = {factor.child for factor in waiting}
        ready = next(factor for factor in waiting if not made & set(factor.parents))
        waiting.remove(ready)
        done.append(ready)
    return tuple(done)


def games(schematic: Schematic) -> tuple[Factor, ...]:
    """The solid red factors."""
    return tuple(f for f in schematic.factors if f.red and not f.dashed)


def solids(schematic: Schematic) -> tuple[Factor, ...]:
    """The solid factors that are no games."""
    return tuple(f for f in schematic.factors if not (f.red or f.dashed))


def rooted(world: World, scene: Scene, name: str, label: Label) -> Scene:
    """The scene with a node from its own law."""
    node = world.schematic.nodes[name]
    if isinstance(node.law, DataLaw):
        return with_data(scene, name, node, label_of(world.schematic, node, label))
    return with_prior(scene, name, node)


def is_absent(node: Node, label: Label) -> bool:
    """Whether there are no data of this node for this value of y."""
    return isinstance(node.law, DataLaw) and node.law.when is not None and node.law.when[1] != label


def inferred(
    world: World, route: Route, label: Label, scene: Scene | None = None, *, attached: bool = True
) -> Scene:
    """Roots from their laws, the rest along the route; `scene` holds roots that are given."""
    scene = scene or empty(world)
    for name, node in world.schematic.nodes.items():
        drawable = node.law is not None and not is_absent(node, label)
        if drawable and name not in route.inferred and name not in scene.values:
            scene = rooted(world, scene, name, label)
    for factor in route.factors:
        if all(parent in scene.values for parent in factor.parents):
            scene = with_factor(scene, factor.child, factor, factor.parents, attached=attached)
    return scene


def is_generated(schematic: Schematic, name: str) -> bool:
    """Whether p_θ gives a node by a solid factor, and not by a prior of its own."""
    node = schematic.nodes[name]
    return any(f.child == name for f in solids(schematic)) and (node.is_data or node.law is None)


def generated(world: World, targets: tuple[str, ...], *, means: bool) -> Scene:
    """Targets along the solid arrows, at the current parameters and without gradient.

    Args:
        world: where.
        targets: the nodes that are wanted.
        means: take the mean of a real or unit target, and not a draw.
    """
    schematic, scene = world.schematic, empty(world)
    into = {f.child: f for f in solids(schematic) if is_generated(schematic, f.child)}
    wanted, stack = set(targets), list(targets)
    while stack:
        name = stack.pop()
        new = set(into[name].parents) - wanted if name in into else set()
        wanted |= new
        stack.extend(new)
    for name in schematic.nodes:
        if name in wanted and name not in into:
            scene = rooted(world, scene, name, None)
    for factor in sorted_factors(f for name, f in into.items() if name in wanted):
        child = schematic.nodes[factor.child]
        mean = means and child.name in targets and child.space.kind in (Kind.REAL, Kind.UNIT)
        scene = with_factor(scene, child.name, factor, factor.parents, mean=mean, attached=False)
    return scene


def sides(world: World, game: Factor) -> dict[int, list[Scene]]:
    """Real (1) and fake (0): scenes whose equal mixture is p_θ(T|y), T being what is judged."""
    schematic, judged = world.schematic, set(game.parents)
    ways = routes(schematic)
    if game.dashed:
        fake = generated(world, game.parents, means=True)
        return {1: [inferred(world, ways[0], 1)], 0: [fake]}
    if has_sets(schematic):
        return {y: [inferred(world, ways[0], y)] for y in (1, 0)}
    if len(ways) == 2 and all(judged & way.inferred and judged - way.inferred for way in ways):
        real = real_route(schematic, ways)
        return {y: [inferred(world, way, y) for way in ways if (way is real) == y] for y in (1, 0)}
    own = empty(world)
    for name in game.parents:
        own = rooted(world, own, name, None)
    return {1: [own], 0: [inferred(world, way, 0) for way in ways if judged & way.inferred]}


def real_route(schematic: Schematic, ways: tuple[Route, ...]) -> Route:
    """Of two ways the one that starts from data."""
    return next(way for way in ways if any(schematic.nodes[n].is_data for n in way.starts))

"""A game → its two sides: real and generated draws of what is judged.

p_θ(x|y) is a data set or a prior on one side of y and inference on the other [Hu2018, sec. 3].
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from schematic.graph import Factor
from schematic.verify.paper.routes import Route, judged_by_law, picks_route, real_route, routes
from schematic.verify.paper.runs import Run, generated, rooted
from schematic.verify.worlds.scenes import Scene, World, empty, has_sets, with_marginals


def sides(world: World, game: Factor) -> dict[int, list[Scene]]:
    """Real (1) and fake (0): scenes whose equal mixture is p_θ(T|y), T being what is judged."""
    found = {y: list(_scenes(game, runs)) for y, runs in runs_of(world, game).items()}
    if game.attributes.real == "marginals":
        found[1] = [_apart(game, scene) for scene in found[0]]
    elif game.dashed:
        found[0] = [generated(world, game.parents, means=True)]
    elif not found[1]:
        found[1] = [_own(world, game)]
    return found


def runs_of(world: World, game: Factor) -> dict[int, list[Run]]:
    """The runs that make each side; none for a side that is no run."""
    schematic, judged = world.schematic, set(game.parents)
    ways = routes(schematic)
    if game.dashed:
        return {1: [Run(world, ways[0], 1)], 0: []}
    if game.attributes.real == "marginals":
        by_label = [(0, run) for run in _inferring(world, ways, judged)]
    elif picks_route(ways, judged):
        real = real_route(schematic, ways)
        pairs = ((int(way is real), way) for way in ways)
        by_label = [(y, Run(world, way, y)) for y, way in pairs]
    elif judged_by_law(schematic, ways, judged):
        by_label = [(0, run) for run in _inferring(world, ways, judged)]
    else:
        by_label = [(y, Run(world, way, y)) for way in ways for y in (1, 0)]
    return {y: list(_distinct(game, (r for at, r in by_label if at == y))) for y in (1, 0)}


def _inferring(world: World, ways: Iterable[Route], judged: set[str]) -> Iterator[Run]:
    """The runs that infer some of what is judged, in each y that picks data."""
    branches = (1, 0) if has_sets(world.schematic) else (0,)
    for way in ways:
        if judged & way.inferred:
            yield from (Run(world, way, y) for y in branches)


def _own(world: World, game: Factor) -> Scene:
    """What is judged, each node from its own law."""
    scene = empty(world)
    for name in game.parents:
        scene = rooted(world, scene, name, None)
    return scene


def _apart(game: Factor, fake: Scene) -> Scene:
    """What is judged, each element from its marginal on the fake side  [Kim2018, sec. 3]."""
    scene = empty(fake.world)
    for name in game.parents:
        scene = with_marginals(scene, name, name, fake)
    return scene


def _scenes(game: Factor, runs: Iterable[Run]) -> Iterator[Scene]:
    """What is judged, in each of some runs in which it is there."""
    for run in runs:
        scene = run.scene(game.parents)
        if scene is not None:
            yield scene


def _distinct(game: Factor, runs: Iterable[Run]) -> Iterator[Run]:
    """One run for each way to draw what is judged."""
    seen: set[Hashable] = set()
    for run in runs:
        for scene in _scenes(game, [run]):
            origins = tuple(scene.origins[name] for name in game.parents)
            if origins not in seen:
                seen.add(origins)
                yield run

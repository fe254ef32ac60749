"""Wake and sleep: what is now solid is scored at samples that follow what is now dashed.

Wake is E_{p_data(x) q_λ(h|x)} log p_θ(x, h), sleep E_{p_θ(x, h)} log q_λ(h|x): the same with solid
and dashed arrows exchanged. Samples are held fixed [Hu2018, eq. 14].
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from torch import Tensor

from schematic.graph import Factor, Parts, Schematic
from schematic.verify.paper.routes import routes, solids
from schematic.verify.paper.runs import Part, Run
from schematic.verify.worlds.scenes import Scene, World


def exchanged(schematic: Schematic) -> Schematic:
    """The schematic whose dashed arrows are solid and whose solid arrows are dashed."""
    factors = [replace(factor, dashed=not factor.dashed) for factor in schematic.factors]
    return replace(schematic, parts=Parts.of(schematic.nodes.values(), factors))


def halves(world: World) -> Iterator[tuple[tuple[str, ...], Iterator[Part]]]:
    """The groups that learn in wake and in sleep, and what they maximise."""
    for half in (world.schematic, exchanged(world.schematic)):
        groups = tuple(dict.fromkeys(group for f in solids(half) for group in f.law.groups))
        yield groups, _parts(world, half)


def _parts(world: World, half: Schematic) -> Iterator[Part]:
    """A solid arrow is scored unless its child is inferred and has a law of its own instead."""
    for route in routes(half):
        run = Run(world, route, None, attached=False)
        for factor in solids(half):
            if factor.child not in route.inferred or half.nodes[factor.child].law is None:
                yield from _scored(run, factor)


def _scored(run: Run, factor: Factor) -> Iterator[Part]:
    def log_density(scene: Scene) -> Tensor:
        return run.world.score(factor, scene.values[factor.child], scene.at(factor.parents))

    names, scale = (factor.child, *factor.parents), factor.attributes.weight
    yield from run.part(factor, names, log_density, scale)

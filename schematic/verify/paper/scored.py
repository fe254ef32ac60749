"""What counts along a route: which solid arrows are scored, and which inferred nodes meet laws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from torch import Tensor

from schematic.graph import DataLaw, Factor
from schematic.verify.paper.compared import compared
from schematic.verify.paper.routes import dashed
from schematic.verify.paper.runs import Part, Run
from schematic.verify.worlds.scenes import Scene, World


def is_scored(run: Run, factor: Factor) -> bool:
    """Whether a solid arrow is a reconstruction along a route: its child is not inferred.

    On a real side of its own the arrow touches a judged node, and its child and all judged nodes
    at its ends are data.
    """
    if factor.child in run.route.inferred:
        return False
    touching = run.route.touching
    if touching is None:
        return True
    touched = touching & {factor.child, *factor.parents}
    return bool(touched) and _are_data(run.world, (factor.child, *touched))


def is_predicted(run: Run, factor: Factor) -> bool:
    """Whether a prediction is made along a route: anywhere but on a real side that it is not of."""
    touching = run.route.touching
    if touching is None:
        return True
    touched = touching & {factor.child, *factor.parents}
    return bool(touched) and _are_data(run.world, (factor.child, *touched))


def is_met(run: Run, factor: Factor) -> bool:
    """Whether an inferred node meets its law along a route.

    On a real side of its own it is inferred from judged nodes whose arrows are cut there, and these
    are data: along the other routes the rest meets its laws already.
    """
    if run.route.touching is None:
        return True
    behind = run.route.cut & run.route.behind(factor.child)
    return bool(behind) and _are_data(run.world, behind)


def _are_data(world: World, names: Iterable[str]) -> bool:
    return all(world.schematic.nodes[name].is_data for name in names)


def density_parts(run: Run, factor: Factor) -> Iterator[Part]:
    """E log p_θ(child | parents) of a solid arrow along a route, in nats."""

    def log_density(scene: Scene) -> Tensor:
        if factor.attributes.features:
            return compared(scene, factor, attached=run.attached)
        return run.world.score(factor, scene.values[factor.child], scene.at(factor.parents))

    names, scale = (factor.child, *factor.parents), factor.attributes.weight
    for part in run.part(factor, names, log_density, scale):
        yield replace(part, label=None) if is_given(run, names) else part


def is_given(run: Run, names: Iterable[str]) -> bool:
    """Whether some nodes are there for both y alike: they are data that no route makes."""
    schematic = run.world.schematic
    made = {factor.child for factor in dashed(schematic)}
    given = {n.name for n in schematic.nodes.values() if n.law == DataLaw()} - made
    return run.weigher is None and given.issuperset(names)

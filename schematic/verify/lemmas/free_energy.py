"""What wake and sleep descend: the free energy, and the same with p and q exchanged.

[Hu2018, eq. 14]
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from schematic.graph import Schedule, Schematic
from schematic.objective.terms import Objective, Player
from schematic.verify.derivatives import gap
from schematic.verify.expectation import derived
from schematic.verify.paper.formulas import Formula
from schematic.verify.paper.meetings import log_prior
from schematic.verify.paper.routes import dashed, routes, solids
from schematic.verify.paper.runs import Run
from schematic.verify.paper.sleep import exchanged
from schematic.verify.receipt import Row, judged, not_applicable
from schematic.verify.worlds.marginals import marginal
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables

SOURCE = "[Hu2018, eq. 14]"


def free_energies(
    objective: Objective, player: Player, formula: Formula, world: Tables
) -> Iterator[Row]:
    """The identity of the phase in which the player learns."""
    schematic = world.schematic
    if schematic.schedule is not Schedule.WAKE_SLEEP:
        return
    if reason := _obstacle(schematic):
        yield not_applicable("the free energy", SOURCE, reason)
        return
    value, parameters = derived(objective, player, world), world.parameters(formula.groups)
    if set(formula.groups) <= {group for f in solids(schematic) for group in f.law.groups}:
        right = _wake(world)
        identity = "wake: ∇ E_{p_data q} log p(x,h) = ∇ E_data[−KL(q(h|x) ‖ p(x,h))]"
    else:
        right = _sleep(world)
        identity = "sleep: ∇ E_p log q(h|x) = −∇ E_p(x) KL(p(h|x) ‖ q(h|x))"
    yield judged(identity, SOURCE, gap(right, value, parameters))


def _obstacle(schematic: Schematic) -> str:
    """Why the phases do not descend these two, or nothing."""
    down, up = solids(schematic), dashed(schematic)
    if any(f.attributes.weight != 1 for f in schematic.factors):
        return "a term is weighed, so the objective is no free energy"
    if len(routes(schematic)) > 1:
        return "there are several ways to infer"
    if len({f.child for f in down}) < len(down):
        return "two arrows score one node, and the product of two densities is none"
    lawless = {f.child for f in down if _is_lawless(schematic, f.child)}
    if {f.child for f in down} - lawless or {f.child for f in up} - _codes(schematic):
        return "an arrow scores a node that has a prior besides"
    return ""


def _is_lawless(schematic: Schematic, name: str) -> bool:
    node = schematic.nodes[name]
    return node.is_data or node.law is None


def _codes(schematic: Schematic) -> set[str]:
    """What the dashed arrows infer and the solid ones, or priors, generate."""
    return {f.child for f in dashed(schematic) if not schematic.nodes[f.child].is_data}


def _wake(world: Tables) -> Tensor:
    scene = _scene(world, world.schematic, attached=True)
    return -scene.mean(_log_q(world, scene) - _log_p(world, scene))


def _sleep(world: Tables) -> Tensor:
    scene = _scene(world, exchanged(world.schematic), attached=False)
    seen = tuple(n for n in scene.values if world.schematic.nodes[n].is_data)
    log_x = marginal(world, scene, seen).log()[tuple(scene.at(seen))]
    return -scene.mean(_log_p(world, scene) - log_x - _log_q(world, scene))


def _scene(world: Tables, half: Schematic, *, attached: bool) -> Scene:
    """Every node that an arrow touches, sampled along what is dashed."""
    (route,) = routes(half)
    scene = Run(world, route, None, attached=attached).scene(half.joined)
    assert scene is not None
    return scene


def _log_q(world: Tables, scene: Scene) -> Tensor:
    """The density log q(h|x): the dashed arrows, nats."""
    parts = (
        world.score(f, scene.values[f.child], scene.at(f.parents)) for f in dashed(world.schematic)
    )
    return sum(parts, torch.zeros((), dtype=torch.float64))


def _log_p(world: Tables, scene: Scene) -> Tensor:
    """The density log p(x, h): priors of the codes and the solid arrows, nats."""
    nodes = world.schematic.nodes
    total = torch.zeros((), dtype=torch.float64)
    for name in scene.values:
        if not nodes[name].is_data:
            total = total + log_prior(world, name, scene)
    for factor in solids(world.schematic):
        if nodes[factor.child].is_data:
            value, parents = scene.values[factor.child], scene.at(factor.parents)
            total = total + world.score(factor, value, parents)
    return total

"""`features = D`: E log p(f(x) | f(x̂)), x̂ being what the arrow's net predicts  [Larsen2016, eq. 7].

Deterministic nets are implicit distributions on tables, so x̂ is one more draw there.
"""

from __future__ import annotations

from dataclasses import replace

from torch import Tensor

from schematic.families import own_family
from schematic.graph import Distribution, Factor, Schematic
from schematic.graph.attributes import DEFAULTS
from schematic.verify.worlds.family_oracle import FAMILY_ORACLES, Parameters
from schematic.verify.worlds.scenes import Scene, averaged, with_factor

PREDICTION = "the prediction of "


def log_density(factor: Factor, own: Tensor, predicted: Tensor) -> Tensor:
    """The arrow's family, its number as the scale: features [grid…, F] twice → [grid…], nats."""
    parameters = Parameters((predicted,), factor.law.numbers)
    return FAMILY_ORACLES[factor.law.family].log_density(parameters, own)


def compared(scene: Scene, factor: Factor, *, attached: bool) -> Tensor:
    """E log p(f(x) | f(x̂)) over the prediction, at the points of a scene of x and its parents."""
    world, net = scene.world, factor.attributes.features
    name = PREDICTION + factor.child
    map_ = as_map(world.schematic, factor)
    inner = with_factor(scene, name, map_, factor.parents, mean=True, attached=attached)
    own, predicted = (
        world.features_of(net, inner.values[factor.child]),
        world.features_of(net, inner.values[name]),
    )
    return averaged(scene, inner, log_density(factor, own, predicted))


def as_map(schematic: Schematic, factor: Factor) -> Factor:
    """What an arrow that compares features predicts: the mean of the child's own family."""
    if not factor.attributes.features:
        return factor
    family = own_family(schematic.nodes[factor.child].space.kind).name
    law = Distribution(family, factor.law.nets)
    return replace(factor, hollow=True, law=law, attributes=DEFAULTS)

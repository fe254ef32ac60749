"""A run → its schematic without the adversary, which bounds log p(x), at the trained weights.

What is sampled along the dashed arrows is scored along the solid ones, and every inferred node is
matched by its KL. So a VAE, an adversary-activated VAE and a Helmholtz machine are compared by the
same numbers.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from schematic.graph import Factor, Node, Role, Schedule, Schematic
from schematic.graph.schematic import Attributes, Parts
from schematic.model import compile as compile_model
from schematic.objective.match import ways_of
from schematic.objective.passes import find_passes
from schematic.program.written_names import attribute
from schematic.training.run.run_folder import Run


def without_adversary(spec: Schematic) -> Schematic | None:
    """Return the schematic without red arrows and y, all weights 1; None if it has no bound.

    Partly observed nodes are latent in it: the bound is one on log p of the other data.
    """
    partly = spec.partly_observed
    kept = [f for f in spec.factors if not f.red and (f.dashed or f.child not in partly)]
    nodes = [_unseen(n) for n in spec.nodes.values() if n.role is not Role.INDICATOR]
    names = {node.name for node in nodes}
    if not all({*f.parents, f.child} <= names for f in kept):
        return None
    if any(f.attributes.features for f in kept):  # a density of features is none of the data
        return None
    factors = [
        replace(f, attributes=replace(Attributes(), samples=f.attributes.samples)) for f in kept
    ]
    plain = replace(spec, parts=Parts.of(nodes, factors), schedule=Schedule.TOGETHER)
    return plain if has_bound(plain) else None


def _unseen(node: Node) -> Node:
    """A node, latent if it is partly observed."""
    if not node.is_partly_observed:
        return node
    return replace(node, role=Role.LATENT, law=node.prior)


def has_bound(spec: Schematic) -> bool:
    """Return whether data are scored, and a KL matches every inferred node."""
    if spec.picks_data:
        return False
    passes = find_passes(spec)
    if len(passes) != 1 or not passes[0].inferred:
        return False
    scored = [f for f in spec.factors if not f.dashed and spec.nodes[f.child].is_data]
    inferred = passes[0].inferred.values()
    data_are_roots = not any(spec.nodes[name].is_data for name in passes[0].inferred)
    return bool(scored) and data_are_roots and all(_is_bounded(spec, f) for f in inferred)


def _is_bounded(spec: Schematic, factor: Factor) -> bool:
    """Whether an inferred node is matched by its KL, or an invertible net hands its density on."""
    ways = ways_of(spec, factor)
    if ways == ("kl",):
        return not factor.hollow or spec.is_invertible(factor)
    carried = {f.parents[0] for f in spec.dashed_into.values() if spec.is_invertible(f)}
    return not ways and factor.child in carried


def is_exact(plain: Schematic) -> bool:
    """Return whether a schematic that has a bound samples nothing, so that it is log p(x)."""
    return all(factor.hollow for factor in find_passes(plain)[0].inferred.values())


def at_trained_weights(run: Run, plain: Schematic) -> Any | None:
    """Return the compiled model of a schematic with a run's weights; None if it has other nets."""
    bound = run.model.program.bound & plain.group_of.keys()
    nets = {net: copy.deepcopy(getattr(run.model, attribute(net))).train() for net in bound}
    model: Any = compile_model(plain, nets).to(run.device).eval()
    trained = run.model.state_dict()
    if not model.state_dict().keys() <= trained.keys():
        return None
    model.load_state_dict({name: trained[name] for name in model.state_dict()})
    return model.eval()

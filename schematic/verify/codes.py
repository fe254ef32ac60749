"""Equation 10: a game whose players also read a code back from what is judged  [Hu2018, eq. 10].

∇_θ(−E log q_η0(z|x) qʳ_φ0(y|x)) = ∇_θ(E_{p(y) p(z|y)} KL(p_θ(x|z,y) ‖ qʳ(x|z,y))
− JSD − I(x; z|y)), where qʳ(x|z,y) ∝ q_η0(z|x) qʳ_φ0(y|x) p_θ0(x). The paper
has no information I_θ(x; z|y): it is constant where x tells z, as under a deterministic map that
can be inverted. A table may blur z.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from schematic.graph import Factor
from schematic.graph.names import greek
from schematic.objective.terms import LogDensity
from schematic.verify.lemma1 import HALF, Case
from schematic.verify.marginals import jsd, marginal, mixture, support
from schematic.verify.receipt import Row, judged
from schematic.verify.sides import sides, solids
from schematic.verify.slopes import gap
from schematic.verify.world import Scene


def equation_10(case: Case) -> Iterator[Row]:
    """For the nets that make what is judged, where a solid arrow scores a code from it."""
    scored = _scored(case)
    if case.game.attributes.loss != "log" or not scored:
        return
    right = -jsd(*case.sides().values())
    for y, scenes in sides(case.world, case.game).items():
        here = mixture(case.world, scenes, case.game.parents)
        for scene in scenes:
            right = right + HALF / len(scenes) * _side(case, scored, scene, y, here)
    terms = case.verdicts
    terms += [t for t in case.player.terms if _source(t.body) in scored]
    makers = _makers(case, scored)
    codes = ", ".join(greek(factor.child) for factor in scored)
    identity = f"{case.title} and {codes}: ∇(−E log q qʳ) = ∇(E KL(p ‖ qʳ) − JSD − I)"
    yield judged(identity, "[Hu2018, eq. 10]", gap(case.loss(terms), right, makers))


def _scored(case: Case) -> list[Factor]:
    """Solid factors that read only what is judged, and score what made it on some side."""
    judged_nodes = set(case.game.parents)
    scenes = [s for found in sides(case.world, case.game).values() for s in found]
    return [
        factor
        for factor in solids(case.world.schematic)
        if set(factor.parents) <= judged_nodes
        and factor.child not in judged_nodes
        and any(factor.child in scene.values for scene in scenes)
    ]


def _source(body: object) -> object:
    return body.source if isinstance(body, LogDensity) else None


def _makers(case: Case, scored: list[Factor]) -> list[Tensor]:
    """The player's nets that are not those that score: η₀ stays where it is."""
    still = {ref.net for factor in scored for ref in factor.law.nets}
    owner = case.world.schematic.group_of
    return [
        logits
        for net, logits in case.world.logits.items()
        if owner[net] in case.formula.groups and net not in still
    ]


def _side(case: Case, scored: list[Factor], scene: Scene, y: int, here: Tensor) -> Tensor:
    """KL(p_θ(x|z,y) ‖ qʳ(x|z,y)) − I_θ(x; z|y) on one side, averaged over p(z|y)."""
    known = [factor for factor in scored if factor.child in scene.values]
    codes = tuple(dict.fromkeys(factor.child for factor in known))
    nodes = (*codes, *case.game.parents)
    joint = marginal(case.world, scene, nodes)
    inner = tuple(range(len(codes), len(nodes)))
    p = joint / joint.sum(inner, keepdim=True)
    reverse = _reverse(case, known, nodes, y)
    reverse = reverse / reverse.sum(inner, keepdim=True)
    information = (joint * (p / here).log()).sum()
    return (joint * (p / reverse).log()).sum() - information


def _reverse(case: Case, known: list[Factor], nodes: tuple[str, ...], y: int) -> Tensor:
    """q_η0(z|x) qʳ_φ0(y|x) p_θ0(x), not normalised; weights of terms are powers."""
    p = case.sides()
    log = case.game.attributes.weight * case.log_reverse()[y]
    log = log + ((p[0] + p[1]) / 2).detach().log()
    places = dict(zip(nodes, support(case.world, nodes), strict=True))
    for factor in known:
        parents = [places[name] for name in factor.parents]
        score = case.world.score(factor, places[factor.child], parents).detach()
        log = log + factor.attributes.weight * score
    return torch.exp(log)

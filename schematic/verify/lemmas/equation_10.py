"""Equation 10: a game whose players also read a code back from what is judged  [Hu2018, eq. 10].

∇_θ(−E log q_η0(z|x) qʳ_φ0(y|x)) = ∇_θ(E_{p(y) p(z|y)} KL(p_θ(x|z,y) ‖ qʳ(x|z,y))
− JSD − I(x; z|y)), where qʳ(x|z,y) ∝ q_η0(z|x) qʳ_φ0(y|x) p_θ0(x). The paper
has no information I_θ(x; z|y): it is constant where x tells z, as under a deterministic map that
can be inverted. A table may blur z.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from schematic.graph import Factor
from schematic.graph.names import greek
from schematic.objective.terms import LogDensity
from schematic.verify.derivatives import gap
from schematic.verify.lemmas.case import Case
from schematic.verify.paper.bounds import bound_of
from schematic.verify.paper.game_sides import runs_of
from schematic.verify.paper.routes import solids
from schematic.verify.paper.runs import Run
from schematic.verify.paper.scored import is_scored
from schematic.verify.receipt import Row, judged, not_applicable
from schematic.verify.worlds.marginals import jsd, marginal, mixture, support
from schematic.verify.worlds.scenes import Scene

HALF = 0.5


def equation_10(case: Case) -> Iterator[Row]:
    """For the nets that make what is judged, where a solid arrow scores a code from it."""
    runs = runs_of(case.world, case.game)
    codes = {factor for found in runs.values() for run in found for factor in _codes(case, run)}
    scored = [factor for factor in solids(case.world.schematic) if factor in codes]
    if case.game.attributes.loss != "log" or not scored:
        return
    terms = [t for t in case.player.terms if _source(t.body) in scored]
    if any(term.branch is None for term in terms):
        why = "the code is read back for both y alike"
        yield not_applicable(f"{case.title}: a code is read back", "[Hu2018, eq. 10]", why)
        return
    if any(len(found) > 1 for found in runs.values()):
        why = "several passes share one side, and the code is read back in each of them"
        yield not_applicable(f"{case.title}: a code is read back", "[Hu2018, eq. 10]", why)
        return
    right = -jsd(*case.sides().values())
    for y, found in runs.items():
        for run in found:
            right = right + HALF / len(found) * _side(case, run, y, found)
    makers = _makers(case, scored)
    shown = ", ".join(greek(factor.child) for factor in scored)
    left = case.loss([*case.verdicts, *terms])
    identity = f"{case.title} and {shown}: ∇(−E log q qʳ) = ∇(E KL(p ‖ qʳ) − JSD − I)"
    yield judged(identity, "[Hu2018, eq. 10]", gap(left, right, makers))


def _codes(case: Case, run: Run) -> list[Factor]:
    """Solid factors that read only what is judged, and score what made it in a run."""
    judged_nodes = set(case.game.parents)
    return [
        factor
        for factor in solids(case.world.schematic)
        if set(factor.parents) <= judged_nodes
        and not factor.attributes.features
        and factor.child not in judged_nodes
        and is_scored(run, factor)
        and bound_of(run.route).is_sum
        and run.scene((factor.child, *factor.parents)) is not None
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


def _side(case: Case, run: Run, y: int, side: Sequence[Run]) -> Tensor:
    """KL(p_θ(x|z,y) ‖ qʳ(x|z,y)) − I_θ(x; z|y) of one run, averaged over p(z|y)."""
    known = _codes(case, run)
    codes = tuple(dict.fromkeys(factor.child for factor in known))
    nodes = (*codes, *case.game.parents)
    joint = marginal(case.world, _present(run, nodes), nodes)
    inner = tuple(range(len(codes), len(nodes)))
    p = joint / joint.sum(inner, keepdim=True)
    reverse = _reverse(case, known, nodes, y)
    reverse = reverse / reverse.sum(inner, keepdim=True)
    scenes = [_present(other, case.game.parents) for other in side]
    here = mixture(case.world, scenes, case.game.parents)
    information = torch.xlogy(joint, p / here).sum()
    return torch.xlogy(joint, p / reverse).sum() - information


def _present(run: Run, nodes: Sequence[str]) -> Scene:
    scene = run.scene(nodes)
    assert scene is not None
    return scene


def _reverse(case: Case, known: list[Factor], nodes: tuple[str, ...], y: int) -> Tensor:
    """q_η0(z|x) qʳ_φ0(y|x) p_θ0(x), not normalised; weights of terms are powers."""
    p = case.sides()
    log = case.weight * case.log_reverse()[y]
    log = log + ((p[0] + p[1]) / 2).detach().log()
    places = dict(zip(nodes, support(case.world, nodes), strict=True))
    for factor in known:
        parents = [places[name] for name in factor.parents]
        score = case.world.score(factor, places[factor.child], parents).detach()
        log = log + factor.attributes.weight * score
    return torch.exp(log)

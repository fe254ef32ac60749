"""Lemma 1: what a game of logs asks of everyone but the discriminator  [Hu2018, eq. 6, 8].

At θ₀, ∇_θ(−E log qʳ_φ0(y|x)) = ∇_θ(E_{p(y)} KL(p_θ(x|y) ‖ qʳ(x|y)) − JSD(p_θ(x|0) ‖ p_θ(x|1))),
where qʳ(x|y) ∝ qʳ_φ0(y|x) p_θ0(x). It holds for every solid red arrow, whatever
is judged, and whichever sides depend on θ. Below, p_y is the distribution of what is judged for
that y.
"""

from __future__ import annotations

from collections.abc import Iterator

from schematic.verify.derivatives import gap
from schematic.verify.lemmas.case import Case
from schematic.verify.receipt import Row, judged, not_applicable
from schematic.verify.worlds.marginals import jsd, kl

HALF = 0.5


def lemma_1(case: Case) -> Iterator[Row]:
    """Equations 6 and 8, where the loss is the log-likelihood of the paper."""
    loss = case.game.attributes.loss
    if loss != "log":
        why = f"it is about log q, and this loss is {loss}"
        yield not_applicable(f"{case.title}: Lemma 1", "[Hu2018, eq. 6]", why)
        return
    if any(term.weigher for term in case.verdicts):
        why = "the examples weigh as real as they look"
        yield not_applicable(f"{case.title}: Lemma 1", "[Hu2018, eq. 6]", why)
        return
    yield _equation_6(case)
    yield _equation_8(case)


def _equation_6(case: Case) -> Row:
    p, log_reverse = case.sides(), case.log_reverse()
    here = ((p[0] + p[1]) / 2).detach()
    right = -jsd(p[0], p[1])
    for y in (1, 0):
        reverse = log_reverse[y].exp() * here
        right = right + HALF * kl(p[y], reverse / reverse.sum())
    left, weight = case.loss(case.verdicts), case.weight
    identity = f"{case.title}: ∇(−E log qʳ) = ∇(E KL(p_y ‖ qʳ) − JSD)"
    return judged(identity, "[Hu2018, eq. 6]", gap(left, weight * right, case.parameters))


def _equation_8(case: Case) -> Row:
    """With D = p₁/(p₀ + p₁) each side is drawn to where the other one is."""
    p, net = case.sides(), case.game.law.nets[0].net
    at = {y: p[y].detach() for y in p}
    best = case.world.with_logits(net, at[1].log() - at[0].log())
    right = HALF * kl(p[0], at[1]) + HALF * kl(p[1], at[0]) - jsd(p[0], p[1])
    left, weight = case.loss(case.verdicts, best), case.weight
    shown = "½KL(p₀‖p₁) + ½KL(p₁‖p₀)" if p[1].requires_grad else "½KL(p₀‖p₁)"
    identity = f"{case.title}, optimal D: ∇(−E log qʳ) = ∇({shown} − JSD)"
    return judged(identity, "[Hu2018, eq. 8]", gap(left, weight * right, case.parameters))

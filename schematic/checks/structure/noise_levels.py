"""`predict` stands on the solid arrow back along a diffusion, and nothing matches its nodes."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schedule, Schematic
from schematic.graph.diffusions import Diffusion, diffusions, reversed_by
from schematic.graph.laws import spelled
from schematic.objective.match import meeting_of


@page("SGM415")
def no_diffusion(factor: Factor, message: str, cause: str, cure: str) -> Diagnostic:
    """`predict`, or a word of `weight`, on an arrow that does not go back along a diffusion.

    Beside `x, t ..> u ~ Diffused(cosine)` the arrow is `u, t -> x ~ Normal(U[θ], 1)`, perhaps with
    further parents, and says `{predict = noise}`. The net tells the noise (or the data, or the
    velocity) of u, and what counts is half the squared distance: the scale of the Normal is 1, and
    anything else is said by `weight`.
    """
    about = (factor.child, *factor.parents)
    return Diagnostic("SGM415", message, factor.arrow_span, cause, cure, about=about)


@page("SGM512")
def no_bound(factor: Factor, cause: str, cure: str) -> Diagnostic:
    """`weight = bound` where the levels begin at 0.

    The bound is an integral over the levels whose weight grows without end towards level 0, where
    there is no noise. Between two levels a > 0 and b it is a bound but for its two ends, which
    `sgm derive` names [Kingma2021].
    """
    message = "`weight = bound` needs levels that begin above 0"
    return Diagnostic("SGM512", message, factor.arrow_span, cause, cure, about=(factor.child,))


@page("SGM513")
def matched_mixture(factor: Factor, name: str, cause: str, cure: str) -> Diagnostic:
    """A node of a diffusion that something matches or judges.

    A diffused node is data with noise: it has no law to meet, and a discriminator of it, of its
    level, or of its data would have nothing to teach, since nothing is learnt on the way to it.
    Samples are made by the reverse process, step by step, which is no draw of the objective.
    """
    message = f"`{name}` belongs to a diffusion, and cannot be matched or judged"
    return Diagnostic("SGM513", message, factor.arrow_span, cause, cure, about=(name,))


@page("SGM514")
def no_room(factor: Factor, cause: str, cure: str) -> Diagnostic:
    """A diffusion where nodes are sampled in several ways.

    What a net predicts is scored where its data are a root. `train wake-sleep` samples along the
    solid arrows too, and dashed cycles have a pass for each start: the reverse process is neither.
    """
    message = f"`{factor.law.family}` where nodes are sampled in more than one way"
    return Diagnostic("SGM514", message, factor.arrow_span, cause, cure, about=(factor.child,))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about diffusions, and about the arrows back along them."""
    for factor in schematic.factors:
        if factor.attributes.predict or factor.attributes.weighting:
            yield from _prediction(schematic, factor)
    for diffusion in diffusions(schematic):
        yield from _matched(schematic, diffusion)
        if schematic.schedule is not Schedule.TOGETHER:
            cause = "sleep samples along the solid arrows, and the way back is many steps"
            cure = f"leave `train {schematic.schedule.value}` out"
            yield no_room(diffusion.factor, cause, cure)


def _prediction(schematic: Schematic, factor: Factor) -> Iterator[Diagnostic]:
    word = factor.attributes.predict
    if not word:
        message = f"`weight = {factor.attributes.weighting}` on an arrow that predicts nothing"
        cause = "it weighs what a net predicts of a diffused node, by the level of noise"
        cure = "write a number, or `predict = noise` on the arrow back along a diffusion"
        yield no_diffusion(factor, message, cause, cure)
        return
    diffusion = reversed_by(schematic, factor)
    if diffusion is None:
        message = f"`predict = {word}` on an arrow that goes back along no diffusion"
        cause = f"no `Diffused` arrow leads from `{factor.child}` to a parent of this one"
        yield no_diffusion(factor, message, cause, _cure(schematic, factor))
    elif (factor.law.family, factor.law.sorts, factor.law.numbers) != (
        "Normal",
        ("net", "number"),
        (1,),
    ):
        message = f"`predict = {word}` beside `{factor.law}`"
        cause = "half the squared distance is that of a Normal of scale 1"
        cure = f"write `~ Normal({factor.law.nets[0]}, 1)`, and a factor as `weight`"
        yield no_diffusion(factor, message, cause, cure)
    elif factor.attributes.weighting == "bound" and not (diffusion.range and diffusion.range[0]):
        high = spelled(diffusion.range[1]) if diffusion.range else "1"
        cause = f"the weight is infinite where `{diffusion.level}` is 0"
        cure = f"write `latent {diffusion.level} : unit[1] ~ Uniform(0.001, {high})`"
        yield no_bound(factor, cause, cure)


def _cure(schematic: Schematic, factor: Factor) -> str:
    """The arrow that goes back along the diffusion that there is, or the diffusion to draw."""
    found = next(iter(diffusions(schematic)), None)
    if found is not None:
        net = factor.law.nets[0]
        return f"write `{found.noisy}, {found.level} -> {found.value} ~ Normal({net}, 1)`"
    return f"draw one, `{factor.child}, t ..> u ~ Diffused(cosine)`, or leave `predict` out"


def _matched(schematic: Schematic, diffusion: Diffusion) -> Iterator[Diagnostic]:
    names = (diffusion.value, diffusion.level, diffusion.noisy)
    for game in schematic.factors:
        for name in dict.fromkeys(n for n in game.parents if game.red and n in names):
            cause = "a red arrow leaves it"
            yield matched_mixture(game, name, cause, "remove the red arrow, or the `Diffused` one")
    if meeting_of(schematic, diffusion.factor) is not None:
        node = schematic.nodes[diffusion.noisy]
        has_law = node.law is not None
        what = "a law of its own" if has_law else "a solid arrow into it"
        cause = f"it has {what}, and its own density is not part of any bound"
        cure = f"take {'the law off' if has_law else 'that arrow away from'} `{node.name}`"
        yield matched_mixture(diffusion.factor, node.name, cause, cure)

"""`bound = importance` on a hollow arrow: the examples of a batch weigh as real as they look.

A generator makes a batch x_1, …, x_B of fake examples. Example i weighs w̃_i, the softmax over the
batch of D's logits, since qʳ(y|x)/q(y|x) = D/(1 − D) = e^logit there  [Hu2018, eq. 15, 16].
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed
from schematic.graph import Factor, Schematic
from schematic.graph.advice import new_game
from schematic.objective.bound import asking
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.game_sides import Sides, games_of, real_pass_first, sides_of
from schematic.objective.match import ways_of
from schematic.objective.passes import Pass, dashed_cycles, find_passes
from schematic.objective.terms import Term, Weigher
from schematic.objective.worlds import World, ancestors
from schematic.prices import PRICES
from schematic.prices._price import Price

Refuse = Callable[..., Diagnostic]
"""The finding about an arrow: message, cause and cure, and what would do away with it."""

SENTENCE = (
    "each example of the pass weighs the softmax of D's logits over the batch, without gradient"
)


def weigher_of(schematic: Schematic, run: Pass, values: Mapping[str, str]) -> Weigher | None:
    """What weighs the examples of a pass, if its draws are there."""
    (game, *_) = _games(schematic, run)
    if not all(name in values for name in game.parents):
        return None
    return Weigher(game, tuple(values[name] for name in game.parents), over_batch=True)


def collect(world: World, terms: Sequence[Term]) -> Iterator[Term]:
    """The terms of a pass as they are: what weighs them is said by the world."""
    read = (asking(world.run)[0], "bound")
    for term in terms:
        yield replace(term, readings=(*term.readings, read))


def refusals(schematic: Schematic, run: Pass, refuse: Refuse) -> Iterator[Diagnostic]:
    """The findings that say why the examples of a pass cannot weigh as real as they look."""
    arrow, *others = asking(run)
    for other in others:
        cause = "an example has one weight, from one discriminator"
        yield refuse(other, f"`{other.child}` asks for a second weight", cause, "leave one out")
    games = _games(schematic, run)
    if not games:
        message = f"`{arrow.child}` has no importance weight"
        cause = "a deterministic map has no density, and no solid red arrow leaves its child"
        cure = f"{new_game(schematic, arrow.child)}, or leave `bound` out"
        yield refuse(arrow, message, cause, cure, about=(arrow.child, "-!>"))
        return
    for game in games[1:]:
        message = f"two discriminators would weigh `{arrow.child}`"
        cause = "an example has one weight, from one discriminator"
        yield refuse(game, message, cause, "judge it by one of them, or leave `bound` out")
    if not _has_odds(games[0]):
        word = games[0].attributes.loss
        message = f"`loss = {word}` beside `bound = importance`"
        cause = "a weight is D/(1 − D), and under this loss D's output is no log-odds"
        yield refuse(arrow, message, cause, "take `loss = log`, `minimax` or `ratio`")
    if games[0].attributes.real:
        message = f"`real = {games[0].attributes.real}` beside `bound = importance`"
        cause = "D tells a batch from itself in another order there: no example is real"
        yield refuse(arrow, message, cause, "leave `bound` out")
    yield from _alone(schematic, run, arrow, refuse)
    for factor in run.inferred.values():
        yield from _not_weighed(schematic, factor, refuse)


def _games(schematic: Schematic, run: Pass) -> tuple[Factor, ...]:
    """The games that judge the child of the arrow that asks."""
    child = asking(run)[0].child
    return tuple(game for game in games_of(schematic) if child in game.parents)


def _has_odds(game: Factor) -> bool:
    """Whether φ pays the log-likelihood of the label, so that its logit is the log of the odds."""
    price = PRICES[game.attributes.loss]
    return isinstance(price, Price) and all(
        price.is_likelihood(label, reverse=False) for label in (0, 1)
    )


def _alone(schematic: Schematic, run: Pass, arrow: Factor, refuse: Refuse) -> Iterator[Diagnostic]:
    """Findings where a pass is not that of fake examples alone."""
    message = f"`{arrow.child}` is not only fake, and `bound = importance` weighs fake examples"
    if schematic.picks_data or any(f.red and f.dashed for f in schematic.factors):
        cause = "y weighs examples there, or picks the data"
        yield refuse(arrow, message, cause, "leave `bound` out")
        return
    if _shares(schematic, run):
        shared = f"the pass that makes `{arrow.child}` has terms in common with another pass"
        cause = "they would count with a weight and without one"
        yield refuse(
            arrow, shared, cause, "leave `bound` out, or put them into a spec of their own"
        )
    passes = find_passes(schematic)
    for game in games_of(schematic):
        is_picked = sides_of(schematic, game, passes) is Sides.PASSES
        if is_picked and run == real_pass_first(schematic, passes)[0]:
            cause = f"this pass is the real side of `{', '.join(game.parents)}`"
            yield refuse(arrow, message, cause, "write it on the arrow that makes the data")


def _shares(schematic: Schematic, run: Pass) -> bool:
    """Whether terms of a pass may be those of another too: they stand apart from its cycle."""
    cycles = dashed_cycles(schematic)
    if len(cycles) != 1:
        return bool(cycles)
    cycle = set(cycles[0])
    apart = {n for n in run.inferred if not cycle & {n, *ancestors(run.inferred, n)}}
    roots = schematic.nodes.keys() - run.inferred.keys() - cycle
    ends = ({f.child, *f.parents} for f in schematic.factors if not f.dashed)
    return bool(apart) or any(names <= roots for names in ends)


def _not_weighed(schematic: Schematic, factor: Factor, refuse: Refuse) -> Iterator[Diagnostic]:
    """Findings where a term of the pass has no value an example, or an example several."""
    attributes, estimator = factor.attributes, ESTIMATORS[factor.attributes.gradient]
    if attributes.samples > 1:
        message = "`samples` beside `bound = importance` of a generator"
        cause = "the batch is the sample: its examples weigh against each other"
        yield refuse(factor, message, cause, "leave `samples` out, and take a larger batch")
    if estimator.surrogate or estimator.enumerates:
        message = f"`gradient = {estimator.name}` beside `bound = importance`"
        cause = "the estimator weighs terms of single draws, and here all draws share one sum"
        yield refuse(factor, message, cause, "leave one of the two out")
    if "kl" in ways_of(schematic, factor):
        message = f"the KL of `{factor.child}` beside `bound = importance` of a generator"
        cause = "it is a mean over all draws of an example, and a weight is that of one"
        yield refuse(factor, message, cause, "leave `bound` out")
    if "mmd" in ways_of(schematic, factor):
        message = f"`match = {attributes.match}` beside `bound = importance`"
        cause = "the MMD compares whole batches, and no example of it has a weight"
        yield refuse(factor, message, cause, f"match {listed((factor.child,))} otherwise")

"""`bound = importance`: −log of the mean of k importance weights, a tighter bound  [Burda2016].

A weight holds every density and every log-ratio of the pass. With its plain gradient this is the
importance weighted autoencoder (IWAE). A hollow arrow has no density, but what it makes is judged:
there the examples of a batch are the samples, and D gives their weights (IWGAN).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schematic
from schematic.objective.bound import Bound, asking
from schematic.objective.bounds import _of_batch
from schematic.objective.draws import Pool, repeated_draws
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.match import ways_of
from schematic.objective.passes import Pass
from schematic.objective.terms import Divergence, Estimator, Term, Weigher
from schematic.objective.terms.importance_bound import ImportanceBound
from schematic.objective.worlds import World


@page("SGM354")
def no_weight(
    factor: Factor, message: str, cause: str, cure: str, about: tuple[str, ...] = ()
) -> Diagnostic:
    """A pass that has no importance weight.

    `bound = importance` takes −log of the mean of k weights w = p(x, z) / q(z|x). So exactly one
    arrow of the pass says `samples = k` with k > 1, every stochastic node is matched to its law by
    the KL, and nothing is weighed: a factor of a term would be a power of a density.

    On a hollow arrow the weights are those of a discriminator: the softmax of its logits over the
    batch. So one solid red arrow judges what the arrow makes, by a loss whose logits are log-odds,
    and each term of the pass has one value an example.
    """
    return Diagnostic("SGM354", message, factor.arrow_span, cause, cure, about=about)


def _refusals(schematic: Schematic, run: Pass) -> Iterator[Diagnostic]:
    if _is_of_batch(run):
        yield from _of_batch.refusals(schematic, run, no_weight)
    else:
        yield from _of_samples(schematic, run)


def _is_of_batch(run: Pass) -> bool:
    """Whether the examples of a batch are the samples: a hollow arrow asks."""
    return any(factor.hollow for factor in asking(run))


def _of_samples(schematic: Schematic, run: Pass) -> Iterator[Diagnostic]:
    arrows = tuple(run.inferred.values())
    asked = asking(run)[0]
    several = [f for f in arrows if f.attributes.samples > 1]
    if not several:
        message = "`bound = importance` needs several samples"
        cause = "the mean of one weight is the weight, and the bound is the usual one"
        yield no_weight(asked, message, cause, "write `{samples = 5, bound = importance}`")
    for factor in several[1:]:
        message = f"`samples` of `{factor.child}` multiplies the samples of the pass"
        yield no_weight(factor, message, "a weight has one k in each pass", "leave it out here")
    if _takes_part(schematic):
        message = "`bound = importance` where y weighs examples, or picks the data"
        cause = "the terms of a pass belong to both values of y there, and a weight has one of each"
        yield no_weight(asked, message, cause, "leave `bound` out")
    for factor in (*arrows, *_solid(schematic)):
        yield from _weighed(factor)
    for factor in _solid(schematic):
        if factor.attributes.features:
            message = "`features` beside `bound = importance`"
            cause = f"a density of features is none of `{factor.child}`, so the bound is none"
            yield no_weight(factor, message, cause, "leave one of the two out")
    for factor in arrows:
        yield from _unmatched(schematic, factor)


def _takes_part(schematic: Schematic) -> bool:
    """Whether a dashed red arrow weighs examples, or an indicator picks data."""
    return schematic.picks_data or any(f.red and f.dashed for f in schematic.factors)


def _solid(schematic: Schematic) -> Iterator[Factor]:
    return (f for f in schematic.factors if not (f.dashed or f.red))


def _weighed(factor: Factor) -> Iterator[Diagnostic]:
    """A finding where a density would enter the weight with a power."""
    attributes = factor.attributes
    for name, value in (("beta", attributes.beta), ("weight", attributes.weight)):
        if value != 1:
            yield _power(factor, f"`{name} = {value:g}`", f"leave `{name}` out")
    if attributes.match.factor("kl") != 1:
        yield _power(factor, f"`match = {attributes.match}`", "leave the factor out")


def _power(factor: Factor, written: str, cure: str) -> Diagnostic:
    message = f"{written} beside `bound = importance`"
    cause = "it would be a power of a density, and the bound no bound on log p(x)"
    return no_weight(factor, message, cause, cure)


def _unmatched(schematic: Schematic, factor: Factor) -> Iterator[Diagnostic]:
    """A finding where a stochastic node has no log-ratio, or a gradient that needs the terms."""
    if factor.hollow:
        return
    name, estimator = factor.child, ESTIMATORS[factor.attributes.gradient]
    if ways_of(schematic, factor) != ("kl",) and not _is_handed_on(schematic, factor):
        message = f"`{name}` has no log-ratio, which `bound = importance` needs"
        cure = f"give `{name}` a law that the KL matches it to"
        yield no_weight(factor, message, "its draws have another law than the model", cure)
    if estimator.surrogate or estimator.relaxes:
        message = f"`gradient = {estimator.name}` beside `bound = importance`"
        cause = "the estimator weighs terms of single draws, and here all draws share one"
        if estimator.relaxes:
            cause = "a weight is a ratio of densities at a value of the node, and learns along none"
        yield no_weight(factor, message, cause, "leave one of the two out")


def _is_handed_on(schematic: Schematic, factor: Factor) -> bool:
    """Whether an invertible net carries the node on to one that is matched by the KL."""
    arrows = (f for f in schematic.dashed_into.values() if schematic.is_invertible(f))
    return any(f.parents[0] == factor.child and ways_of(schematic, f) == ("kl",) for f in arrows)


def _collect(pool: Pool, world: World, terms: Sequence[Term]) -> Iterator[Term]:
    if _is_of_batch(world.run):
        yield from _of_batch.collect(world, terms)
    elif terms:
        yield _of_one_weight(pool, world, terms)


def _of_one_weight(pool: Pool, world: World, terms: Sequence[Term]) -> Term:
    first = terms[0]
    repeated = tuple(repeated_draws(pool, world.run, world.values))
    body = ImportanceBound(
        parts=tuple(_part(term) for term in terms),
        repeated=repeated,
        samples=next(d.factor.attributes.samples for d in repeated if d.factor),
    )
    bounds = ((f, "bound") for f in world.run.inferred.values())
    return replace(
        first,
        body=body,
        sources=tuple(dict.fromkeys(source for term in terms for source in term.sources)),
        readings=(*(reading for term in terms for reading in term.readings), *bounds),
    )


def _part(term: Term) -> Term:
    """A term as a summand of log w: a KL by its log-ratio, and what weighs it left to the whole."""
    body = term.body
    if isinstance(body, Divergence):
        body = replace(body, estimator=Estimator.SAMPLED)
    return Term(body, Fraction(1), branch=term.branch, negative=term.negative)


def _weigher(schematic: Schematic, run: Pass, values: Mapping[str, str]) -> Weigher | None:
    return _of_batch.weigher_of(schematic, run, values) if _is_of_batch(run) else None


def _sentence(run: Pass) -> str:
    return _of_batch.SENTENCE if _is_of_batch(run) else SENTENCE


SENTENCE = (
    "the densities and log-ratios of a pass are the logarithm of one importance weight, and the "
    "bound is the log of the mean of several"
)
BOUND = Bound("importance", _collect, _refusals, _sentence, _weigher)

"""Terms of a world → the same, those that depend on a node with `{sum}` put together.

A node that is summed out has no draw of its own: all of its values count at once, and what depends
on it is one density, log Σ_c p(c) Π p(child | c, …), example by example.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from schematic.graph import Distribution
from schematic.objective.draws import Pool
from schematic.objective.terms import Divergence, Estimator, Term
from schematic.objective.terms.mixture import Mixture
from schematic.objective.worlds import World


def summed_out(pool: Pool, world: World, terms: Sequence[Term]) -> Iterable[Term]:
    """The terms of a world, in which a mixture stands where its first part stood."""
    for name in pool.schematic.summed:
        terms = list(_without(pool, world.values[name], terms))
    return terms


def _without(pool: Pool, of: str, terms: Sequence[Term]) -> Iterator[Term]:
    """The terms, those that read a draw of all values of a node as one."""
    parts = tuple(term for term in terms if of in term.body.reads)
    for term in terms:
        if term not in parts:
            yield term
        elif term == parts[0]:
            yield _mixture(pool, of, parts)


def _mixture(pool: Pool, of: str, parts: Sequence[Term]) -> Term:
    node, first = pool.schematic.nodes[pool.draws[of].node], parts[0]
    assert isinstance(node.law, Distribution)
    sources = (source for part in parts for source in part.sources)
    return replace(
        first,
        body=Mixture(of, node, node.law, tuple(map(_part, parts))),
        sources=tuple(dict.fromkeys((*sources, node))),
        readings=tuple(dict.fromkeys(reading for part in parts for reading in part.readings)),
    )


def _part(term: Term) -> Term:
    """A term as a part: a KL by its log-ratio, and what weighs all of them left to the whole."""
    body = term.body
    if isinstance(body, Divergence):
        body = replace(body, estimator=Estimator.SAMPLED)
    return Term(body, Fraction(1), term.scale)

"""The evidence lower bound: each density and each KL is a term by itself [Kingma2014, eq. 3].

With `samples = k` each term is the mean over k draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schematic.objective.bound import Bound
from schematic.objective.draws import Pool
from schematic.objective.terms import Term
from schematic.objective.worlds import World


def _collect(pool: Pool, world: World, terms: Sequence[Term]) -> Iterable[Term]:
    return terms


BOUND = Bound("evidence", _collect)

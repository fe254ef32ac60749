"""Two schematics → the shortest chain of rewrites from the one to the other.

The length of a chain is the cost of its rewrites. A rewrite under which the rule stays the same
costs 1; a `match`, which exchanges a head, an arrow and an indicator for others of another meaning,
costs 3.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schematic.diagnostics.number_error import require_whole
from schematic.graph import Schematic
from schematic.graph.required import require_schematic
from schematic.ranges import NATURAL
from schematic.rewrites.apply import faults
from schematic.rewrites.atlas.effort import Effort
from schematic.rewrites.rewrite import Refusal, Rewrite
from schematic.rewrites.rules import moves
from schematic.rewrites.sameness.canonical_form import canonical_form

LIMIT = 8
Cost = Callable[[Rewrite], int]


class Chain(tuple[Rewrite, ...]):
    """Rewrites, one after the other. Its text is what `rewrite` takes."""

    __slots__ = ()

    def __str__(self) -> str:
        """As the language writes it: `add code z | swap processes`."""
        return " | ".join(map(str, self))

    def __repr__(self) -> str:
        """Its text, as a notebook shows it."""
        return f"<Chain: {self or 'no rewrite is needed'}>"


@dataclass(frozen=True)
class Place:
    """A schematic that a chain of rewrites leads to."""

    schematic: Schematic
    chain: tuple[Rewrite, ...]
    cost: int


def path(
    start: Schematic, goal: Schematic, limit: int = LIMIT, *, fewest: bool = False
) -> Chain | None:
    """The shortest chain of rewrites, or None if there is none within the limit.

    Names, sizes and the layers of nets play no part: the chain leads to a schematic that is the
    goal, except that it has the sizes of the start.

    Args:
        start: where the chain begins; well-formed.
        goal: where it is to end.
        limit: the highest cost of the chain.
        fewest: whether every rewrite counts 1, so that the chain has the fewest.

    Raises:
        NumberError: the limit is not a whole number from 0.
        SchematicError: the search has been given up before it was through (SGM660).

    Example:
        >>> print(schematic.path(schematic.load("gan"), schematic.load("vae")))
        add code z | swap processes | ...
    """
    require_schematic("path", start)
    require_schematic("path", goal)
    limit = require_whole("limit", limit, NATURAL)
    wanted = canonical_form(goal, sizes=False)
    for place in explore(start, limit, Effort(), (lambda _: 1) if fewest else _cost):
        if canonical_form(place.schematic, sizes=False) == wanted:
            return Chain(place.chain)
    return None


def _cost(rewrite: Rewrite) -> int:
    return rewrite.cost


def explore(start: Schematic, limit: int, effort: Effort, cost: Cost = _cost) -> Iterator[Place]:
    """Every schematic within a limit once, the nearest first, with the chain that leads to it.

    What a rewrite makes is only checked when it is its turn, so that a search which ends early has
    checked little.

    Raises:
        SchematicError: the search has been given up before it was through (SGM660).
    """
    number = itertools.count()
    queue = [(0, next(number), Place(start, (), 0))]
    seen = set()
    while queue:
        _, _, place = heapq.heappop(queue)
        form = canonical_form(place.schematic)
        if form in seen or (place.chain and faults(place.schematic, "")):
            continue
        seen.add(form)
        yield place
        for rewrite, result in _results(place.schematic, effort):
            total = place.cost + cost(rewrite)
            if total <= limit:
                further = Place(result, (*place.chain, rewrite), total)
                heapq.heappush(queue, (total, next(number), further))


def neighbours(
    schematic: Schematic, effort: Effort | None = None
) -> Iterator[tuple[Rewrite, Schematic]]:
    """Every elementary rewrite that applies, with its result.

    Raises:
        SchematicError: it takes more than some effort (SGM660).
    """
    for rewrite, result in _results(schematic, effort or Effort()):
        if faults(result, "") is None:
            yield rewrite, result


def _results(schematic: Schematic, effort: Effort) -> Iterator[tuple[Rewrite, Schematic]]:
    """What every elementary rewrite makes, well-formed or not, if it does not refuse."""
    for rewrite in moves(schematic):
        effort.spend(schematic)
        result = rewrite.rewrite(schematic)
        if not isinstance(result, Refusal):
            yield rewrite, result

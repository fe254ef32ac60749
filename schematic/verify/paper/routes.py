"""Drawing → routes: the ways to infer, read off the dashed arrows.

A route is a pass of the papers: roots come from their own laws and the rest follows the dashed
arrows. Where dashed arrows form a cycle, each node on it that has a law opens a route of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from schematic.graph import Factor, Role, Schematic


@dataclass(frozen=True)
class Route:
    """One way to infer.

    Attributes:
        factors: the dashed factors that are followed, parents before children.
        starts: the nodes that open its dashed cycles.
        touching: the judged nodes of a real side that has a route of its own: only at these are
            solid arrows scored. None along any other route.
        cut: those of them into which dashed arrows are cut there.
        rows: the examples that the route is about: those in which some partly observed nodes are
            there, and others are missing.
    """

    factors: tuple[Factor, ...]
    starts: tuple[str, ...]
    touching: frozenset[str] | None = None
    cut: frozenset[str] = frozenset()
    rows: tuple[tuple[str, bool], ...] = ()

    @property
    def inferred(self) -> frozenset[str]:
        """The nodes that are inferred."""
        return frozenset(factor.child for factor in self.factors)

    def behind(self, name: str) -> frozenset[str]:
        """All nodes from which a node is inferred."""
        return _above({factor.child: factor for factor in self.factors}, name)


def dashed(schematic: Schematic) -> tuple[Factor, ...]:
    """The dashed factors that infer a value, and the solid one-to-one ones, taken backwards."""
    drawn = (f for f in schematic.factors if f.dashed and not f.red)
    return (*drawn, *schematic.inverses)


def solids(schematic: Schematic) -> tuple[Factor, ...]:
    """The solid factors that score a value; a one-to-one map hands a density on instead."""
    return tuple(f for f in makers(schematic) if not schematic.is_invertible(f))


def makers(schematic: Schematic) -> tuple[Factor, ...]:
    """The solid factors along which values are generated."""
    return tuple(f for f in schematic.factors if not (f.red or f.dashed))


def games(schematic: Schematic) -> tuple[Factor, ...]:
    """The solid red factors into indicators."""
    return tuple(f for f in _red(schematic) if _is_indicator(schematic, f.child))


def predictions(schematic: Schematic) -> tuple[Factor, ...]:
    """The solid red factors into other nodes."""
    return tuple(f for f in _red(schematic) if not _is_indicator(schematic, f.child))


def _red(schematic: Schematic) -> tuple[Factor, ...]:
    return tuple(f for f in schematic.factors if f.red and not f.dashed)


def _is_indicator(schematic: Schematic, name: str) -> bool:
    return schematic.nodes[name].role is Role.INDICATOR


def weigher_of(schematic: Schematic) -> Factor | None:
    """The dashed red factor, whose discriminator weighs each example."""
    return next((f for f in schematic.factors if f.red and f.dashed), None)


def routes(schematic: Schematic, without: Collection[str] = ()) -> tuple[Route, ...]:
    """The ways to infer: where a partly observed node is there, it is given, else inferred.

    Args:
        schematic: any.
        without: nodes into which the dashed arrows are cut.
    """
    made = {factor.child for factor in dashed(schematic)}
    partly = [n.name for n in schematic.nodes.values() if n.is_partly_observed and n.name in made]
    found: list[Route] = []
    for size in range(len(partly) + 1):
        for missing in itertools.combinations(partly, size):
            rows = tuple((name, name not in missing) for name in partly)
            given = {name for name in partly if name not in missing}
            found += [replace(r, rows=rows) for r in _routes(schematic, {*without, *given})]
    return tuple(found)


def _routes(schematic: Schematic, without: Collection[str]) -> tuple[Route, ...]:
    """The ways to infer in some examples.

    Args:
        schematic: any.
        without: nodes into which the dashed arrows are cut.
    """
    into = {f.child: f for f in dashed(schematic) if f.child not in without}
    above = {name: _above(into, name) for name in schematic.nodes}
    cycles = {
        frozenset(other for other in above[name] if name in above[other])
        for name in schematic.nodes
        if name in above[name]
    }
    order = list(schematic.nodes)
    ordered = sorted((sorted(c, key=order.index) for c in cycles), key=lambda c: order.index(c[0]))
    openings = [[n for n in cycle if schematic.nodes[n].law is not None] for cycle in ordered]
    return tuple(_route(into, starts) for starts in itertools.product(*openings))


def real_routes(schematic: Schematic) -> tuple[Route, ...]:
    """The routes of real sides that no other route goes through.

    Where no route draws the nodes that a game judges from their own laws, the real side is one more
    route: the dashed arrows into those nodes are cut.
    """
    ways = routes(schematic)
    lacking: set[str] = set()
    for game in games(schematic):
        judged = set(game.parents)
        by_law = not game.attributes.real and judged_by_law(schematic, ways, judged)
        if by_law and all(judged & w.inferred for w in ways):
            lacking |= judged
    if not lacking:
        return ()
    cut = frozenset(lacking & {factor.child for factor in dashed(schematic)})
    ways = routes(schematic, cut)
    return tuple(replace(way, touching=frozenset(lacking), cut=cut) for way in ways)


def picks_route(ways: tuple[Route, ...], judged: Collection[str]) -> bool:
    """Whether y picks one of two routes, which infer different parts of what is judged (ALI)."""
    whole = frozenset(judged)
    parts = {whole & way.inferred for way in ways}
    return len(ways) == len(parts) == 2 and all(frozenset() < part < whole for part in parts)


def judged_by_law(schematic: Schematic, ways: tuple[Route, ...], judged: Collection[str]) -> bool:
    """Whether the real side of what is judged are its own laws, and inference the fake one."""
    if picks_route(ways, judged) or not any(set(judged) & way.inferred for way in ways):
        return False
    return all(schematic.nodes[name].law is not None for name in judged)


def real_route(schematic: Schematic, ways: tuple[Route, ...]) -> Route:
    """Of two routes the one that starts from data."""
    first, second = ways
    return first if any(schematic.nodes[n].is_data for n in first.starts) else second


def _above(into: Mapping[str, Factor], name: str) -> frozenset[str]:
    """All nodes from which dashed arrows lead to a node."""
    found: set[str] = set()
    fresh = {name}
    while fresh:
        fresh = {p for n in fresh if n in into for p in into[n].parents} - found
        found |= fresh
    return frozenset(found)


def _route(into: Mapping[str, Factor], starts: tuple[str, ...]) -> Route:
    return Route(in_order(f for name, f in into.items() if name not in starts), starts)


def in_order(factors: Iterable[Factor]) -> tuple[Factor, ...]:
    """Factors in an order in which what a factor reads comes before it; circles are left out."""
    waiting, done = list(factors), list[Factor]()
    while waiting:
        made = {factor.child for factor in waiting}
        ready = [factor for factor in waiting if not made & set(factor.parents)]
        if not ready:
            break
        done.append(ready[0])
        waiting.remove(ready[0])
    return tuple(done)


def go_in_circles(factors: Collection[Factor]) -> bool:
    """Whether some factors cannot be put in an order."""
    return len(in_order(factors)) < len(factors)

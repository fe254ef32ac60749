"""Schematics → the atlas around them: what is reached by rewrites, and by which.

The walk goes breadth first and visits every schematic once: duplicates are merged by their
canonical form. Those that the shipped specs have are known by name, whatever their sizes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from schematic.diagnostics.number_error import require_whole
from schematic.graph import Schematic
from schematic.graph.required import require_schematic
from schematic.ranges import NATURAL
from schematic.rewrites.atlas.effort import Effort
from schematic.rewrites.atlas.known_specs import known_as
from schematic.rewrites.atlas.shortest_path import neighbours
from schematic.rewrites.sameness.canonical_form import Certificate, canonical_form

DEPTH = 4
MOST_STOPS = 1_000
MOST_EFFORT = 100_000


@dataclass(frozen=True)
class Stop:
    """A schematic of the atlas.

    Attributes:
        schematic: under the names of nodes and nets that the start has.
        name: the name of the shipped spec that it is, or None.
        chain: the rewrites that lead to it, from the nearest start.
        start: where they begin: the number of that stop.
    """

    schematic: Schematic
    name: str | None
    chain: tuple[str, ...]
    start: int

    @property
    def depth(self) -> int:
        """How many rewrites it is away from the nearest start."""
        return len(self.chain)


@dataclass(frozen=True)
class Way:
    """A rewrite that leads from one stop to another, by their numbers."""

    tail: int
    rewrite: str
    head: int


@dataclass(frozen=True, repr=False)
class Atlas:
    """Stops, in the order in which they were found, and all ways between them.

    It is not whole where there are more schematics within the depth than a walk visits.

    Example:
        >>> atlas = schematic.atlas(schematic.load("gan"), depth=1)
        >>> atlas.whole
        True
        >>> len(atlas.ways) >= len(atlas.stops) - 1
        True
    """

    stops: tuple[Stop, ...]
    ways: tuple[Way, ...]
    whole: bool = True

    def __repr__(self) -> str:
        """How many stops it has, in a line."""
        named = len(self.stops) - len(self.unnamed)
        return f"<Atlas: {len(self.stops)} schematics, {named} with a name>"

    def _repr_svg_(self) -> str | None:
        """The map, as notebooks show it. None where there is no Graphviz."""
        from schematic.render.render_error import RenderError
        from schematic.rewrites.atlas.map_picture import draw_map

        try:
            return draw_map(self).decode("utf-8")
        except RenderError:
            return None

    @property
    def unnamed(self) -> tuple[Stop, ...]:
        """The well-formed schematics that no shipped spec has."""
        return tuple(stop for stop in self.stops if stop.name is None)


def atlas(starts: Schematic | Iterable[Schematic], depth: int = DEPTH) -> Atlas:
    """The atlas around one schematic, or around several.

    Args:
        starts: well-formed schematics.
        depth: how many rewrites away from the nearest start it reaches; the walk ends before, and
            the atlas is not whole, where 1,000 stops are found or some effort is spent.

    Raises:
        NumberError: the depth is not a whole number from 0.
        SchematicError: the walk has been given up before it was through (SGM660).

    Example:
        >>> atlas = schematic.atlas(schematic.load("gan"), depth=1)
        >>> [stop.name for stop in atlas.stops if stop.name]
        ['GAN', 'InfoGAN']
    """
    return atlas_within(starts, depth, MOST_EFFORT, Effort())


def atlas_within(
    starts: Schematic | Iterable[Schematic], depth: int, enough: int, effort: Effort
) -> Atlas:
    """The same for who has less patience.

    Args:
        starts: well-formed schematics.
        depth: how many rewrites away from the nearest start it reaches.
        enough: the effort after which no further stop is looked at.
        effort: that may be spent.

    Raises:
        NumberError: the depth is not a whole number from 0.
        SchematicError: all effort is spent in the middle of a stop (SGM660).
    """
    depth = require_whole("depth", depth, NATURAL)
    survey = _Survey(enough, effort)
    for start in _checked(starts):
        survey.visit(start, (), None)
    while survey.at < len(survey.stops) and survey.goes_on():
        survey.look_around(depth)
    return Atlas(tuple(survey.stops), tuple(dict.fromkeys(survey.ways)), survey.whole)


def _checked(starts: object) -> list[Schematic]:
    """Where the walk begins: one schematic or several, and nothing else."""
    one = isinstance(starts, str) or not isinstance(starts, Iterable)
    given: list[Any] = [starts] if one else list(cast(Iterable[Any], starts))
    for start in given:
        require_schematic("atlas", start)
    return given


class _Survey:
    """An atlas that is being made."""

    def __init__(self, enough: int, effort: Effort) -> None:
        self.enough, self.effort = enough, effort
        self.stops: list[Stop] = []
        self.ways: list[Way] = []
        self.numbers: dict[Certificate, int] = {}
        self.at = 0
        self.whole = True

    def visit(self, schematic: Schematic, chain: tuple[str, ...], start: int | None) -> int:
        """The number of the stop that a schematic is."""
        form = canonical_form(schematic, sizes=False)
        if form not in self.numbers:
            number = self.numbers[form] = len(self.stops)
            known = known_as(schematic)
            name = known.name if known else None
            self.stops.append(Stop(schematic, name, chain, number if start is None else start))
        return self.numbers[form]

    def goes_on(self) -> bool:
        """Whether it may look around at a further stop; if not, the atlas is not whole."""
        may = self.effort.spent < self.enough
        self.whole = self.whole and may
        return may

    def look_around(self, depth: int) -> None:
        """Try every rewrite at the next stop; at the border, only those that lead back."""
        number, here = self.at, self.stops[self.at]
        self.at += 1
        for rewrite, result in neighbours(here.schematic, self.effort):
            is_full = len(self.stops) >= MOST_STOPS
            is_border = here.depth == depth or is_full
            if is_border and canonical_form(result, sizes=False) not in self.numbers:
                self.whole = self.whole and here.depth == depth
                continue
            head = self.visit(result, (*here.chain, str(rewrite)), here.start)
            if head != number:
                self.ways.append(Way(number, str(rewrite), head))

"""A player's terms → each of them as every known mistake writes it, measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from torch import Tensor

from schematic.audit.bench import Bench, Measured
from schematic.audit.mistakes import MISTAKES
from schematic.audit.mistakes._mistake import AS_IT_IS, Mistake, Place, Variant, World
from schematic.objective.terms import Player, Term

LARGEST = 1e50
"""What is larger, or no number, is as good as infinite."""
MOST_COMPILED = 60
"""How many pairs of mistakes are tried together that need a program of their own."""


@dataclass(frozen=True)
class Wrong:
    """A term as a mistake writes it.

    Attributes:
        bench: where it is measured.
        player: whose term it is.
        mistake: the mistake.
        variant: the term.
        at: the place of the right one among the player's terms.
        first: its gradient in the player's nets on the first batch, [elements].
    """

    bench: Bench
    player: Player
    mistake: Mistake
    variant: Variant
    at: int
    first: Tensor

    @property
    def order(self) -> int:
        """Which mistake is named where two explain a loss: the smaller one."""
        return self.mistake.order

    @cached_property
    def measured(self) -> Measured:
        """Its value and gradient on all batches."""
        (found,) = self.bench.terms([self.variant.term], self.variant.world)
        return found

    @cached_property
    def column(self) -> Tensor:
        """Its gradient in the player's nets, [batches, elements]."""
        return self.measured.of(self.player.nets)


def wrong_terms(bench: Bench, player: Player) -> Iterator[Wrong]:
    """Every variant that can be computed, in the order of the mistakes.

    They are many, and few of them explain anything, so they are measured on one batch at first.
    """
    worlds: dict[int, tuple[World, list[tuple[Mistake, Variant, int]]]] = {}
    for mistake in sorted(MISTAKES.values(), key=lambda each: each.order):
        for at, term in enumerate(player.terms):
            for variant in mistake.variants(Place(bench.objective, player, term)):
                _, found = worlds.setdefault(id(variant.world), (variant.world, []))
                found.append((mistake, variant, at))
    for world, found in worlds.values():
        measured = measure(bench, [variant.term for _, variant, _ in found], world, batches=1)
        for (mistake, variant, at), each in zip(found, measured, strict=True):
            if each is not None:
                yield Wrong(bench, player, mistake, variant, at, each.of(player.nets)[0])


def joined(bench: Bench, player: Player, wrongs: Sequence[Wrong]) -> Iterator[Joined]:
    """Two mistakes, each made wherever it can be made, in terms that are as derived otherwise.

    Only those that change what a term is computed from, and not the same of it, can be made in one.
    """
    worlds = {id(w.variant.world): w.variant for w in wrongs if _is_computed_otherwise(player, w)}
    compiled = 0
    for one, other in combinations(worlds.values(), 2):
        world = _both(one.world, other.world)
        compiled += world is not None and _is_compiled(world)
        if world is None or (_is_compiled(world) and compiled > MOST_COMPILED):
            continue
        places = [
            {w.at: w for w in wrongs if w.variant.world is each.world} for each in (one, other)
        ]
        both = sorted(places[0].keys() & places[1].keys())
        if not both:
            continue
        found = measure(bench, [player.terms[at] for at in both], world, batches=1)
        if any(each is None for each in found):
            continue
        firsts = {at: w.first for place in places for at, w in place.items()}
        pairs = zip(both, found, strict=True)
        firsts |= {at: each.of(player.nets)[0] for at, each in pairs if each is not None}
        yield Joined((places[0], places[1]), world, firsts)


@dataclass(frozen=True)
class Joined:
    """Two mistakes that are made throughout a loss.

    Attributes:
        wrongs: each mistake alone, by the places of its terms.
        world: what terms are computed from where both are made.
        firsts: the gradients of the terms in which any is made, on the first batch, [elements].
    """

    wrongs: tuple[Mapping[int, Wrong], Mapping[int, Wrong]]
    world: World
    firsts: Mapping[int, Tensor]

    def at(self, place: int) -> tuple[Wrong, ...]:
        """The mistakes that are made in the term at a place."""
        return tuple(each[place] for each in self.wrongs if place in each)

    def measured(self, bench: Bench, player: Player) -> dict[int, Measured]:
        """The terms in which any mistake is made, on all batches, by their places."""
        both = [at for at in self.firsts if len(self.at(at)) == 2]
        found = dict(
            zip(both, bench.terms([player.terms[at] for at in both], self.world), strict=True)
        )
        return {at: found[at] if at in found else self.at(at)[0].measured for at in self.firsts}


def _is_computed_otherwise(player: Player, wrong: Wrong) -> bool:
    """Whether a mistake leaves the term as it is, and changes what it is computed from."""
    return wrong.variant.term is player.terms[wrong.at] and not wrong.variant.is_harmless


def _is_compiled(world: World) -> bool:
    """Whether terms have to be compiled anew to be measured in it."""
    return bool(world.draws) or world.program is not None


def _both(one: World, other: World) -> World | None:
    """What both change; None where they change the same."""
    if (_is_compiled(one) and _is_compiled(other)) or _changed(one) & _changed(other):
        return None
    return World(
        draws=(*one.draws, *other.draws),
        kernels={**one.kernels, **other.kernels},
        nets={**one.nets, **other.nets},
        noise={**one.noise, **other.noise},
        program=one.program or other.program,
    )


def _changed(world: World) -> set[str]:
    return {*world.kernels, *world.nets, *world.noise}


def measure(
    bench: Bench, terms: Sequence[Term], world: World = AS_IT_IS, *, batches: int | None = None
) -> list[Measured | None]:
    """What some terms are on the batches; None for those that cannot be computed.

    What a mistake makes of a term may be nothing that the compiler can write, or no number.
    """
    try:
        found: list[Measured | None] = [*bench.terms(terms, world, batches=batches)]
    except Exception:  # whatever a wrong term may raise
        if len(terms) == 1:
            return [None]
        half = len(terms) // 2
        parts = (terms[:half], terms[half:])
        return [one for part in parts for one in measure(bench, part, world, batches=batches)]
    return [each if each is not None and _is_finite(each) else None for each in found]


def _is_finite(measured: Measured) -> bool:
    parts = (measured.values, *measured.slopes.values())
    return all(bool((part.abs() < LARGEST).all()) for part in parts)

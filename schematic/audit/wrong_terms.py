"""A player's terms → each of them as every known mistake writes it, measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from schematic.audit.bench import Bench, Measured
from schematic.audit.mistakes import MISTAKES
from schematic.audit.mistakes._mistake import AS_IT_IS, Mistake, Place, Variant, World
from schematic.objective.terms import Player, Term

LARGEST = 1e50
"""What is larger, or no number, is as good as infinite."""


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

"""A player's terms → each of them as every known mistake writes it, measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from schematic.audit.bench import Bench, Measured
from schematic.audit.mistakes import MISTAKES
from schematic.audit.mistakes._mistake import AS_IT_IS, Mistake, Place, Variant, World
from schematic.objective.terms import Player


@dataclass(frozen=True)
class Wrong:
    """A term as a mistake writes it.

    Attributes:
        mistake: the mistake.
        variant: the term.
        at: the place of the right one among the player's terms.
        measured: its value and gradient.
        column: its gradient in the player's nets.
    """

    mistake: Mistake
    variant: Variant
    at: int
    measured: Measured
    column: Tensor

    @property
    def order(self) -> int:
        """Which mistake is named where two explain a loss: the smaller one."""
        return self.mistake.order


def wrong_terms(bench: Bench, player: Player) -> Iterator[Wrong]:
    """Every variant that can be computed, in the order of the mistakes."""
    worlds: dict[int, tuple[World, list[tuple[Mistake, Variant, int]]]] = {}
    for mistake in sorted(MISTAKES.values(), key=lambda each: each.order):
        for at, term in enumerate(player.terms):
            for variant in mistake.variants(Place(bench.objective, player, term)):
                _, found = worlds.setdefault(id(variant.world), (variant.world, []))
                found.append((mistake, variant, at))
    for world, found in worlds.values():
        measured = measure(bench, [variant for _, variant, _ in found], world)
        for (mistake, variant, at), each in zip(found, measured, strict=True):
            if each is not None:
                yield Wrong(mistake, variant, at, each, each.of(player.nets))


def measure(
    bench: Bench, variants: list[Variant], world: World = AS_IT_IS
) -> list[Measured | None]:
    """What some variants are on the batches; None for those that cannot be computed.

    What a mistake makes of a term may be nothing that the compiler can write, or no number.
    """
    try:
        found: list[Measured | None] = [*bench.terms([each.term for each in variants], world)]
    except Exception:  # whatever a wrong term may raise
        if len(variants) == 1:
            return [None]
        return [one for each in variants for one in measure(bench, [each], world)]
    return [each if each is not None and _is_finite(each) else None for each in found]


def _is_finite(measured: Measured) -> bool:
    parts = (measured.values, *measured.slopes.values())
    return all(bool(torch.isfinite(part).all()) for part in parts)

"""An arrow → how it is read, in a sentence: what is sampled along it, and what is scored."""

from __future__ import annotations

from collections.abc import Mapping

from schematic.syntax.tree import Arrow

READINGS: Mapping[Arrow, tuple[str, str]] = {
    Arrow.SOLID: (
        "generation, stochastic",
        "Solid arrows are scored: the child has a density given its parents.",
    ),
    Arrow.DASHED: (
        "inference, stochastic",
        "Dashed arrows are sampled along: the child is drawn given its parents.",
    ),
    Arrow.SOLID_HOLLOW: (
        "generation, deterministic",
        "A hollow head is a map without a density of its own; an invertible net carries one.",
    ),
    Arrow.DASHED_HOLLOW: (
        "inference, deterministic",
        "The child is computed from its parents. A map has no density, so an adversary, or a "
        "comparison of samples, matches what it makes.",
    ),
    Arrow.SOLID_RED: (
        "adversarial",
        "Its own player learns to tell the child from the parents, and everyone else learns the "
        "reverse.",
    ),
    Arrow.DASHED_RED: (
        "adversarial, the indicator inferred",
        "How real the parents look is a weight of the terms about them.",
    ),
}
"""The name of each arrow, and what it does."""


def reading(arrow: Arrow) -> str:
    """An arrow in Markdown."""
    name, does = READINGS[arrow]
    looks = ("dashed" if arrow.dashed else "solid", "red" if arrow.red else "")
    head = "" if arrow.red else "hollow head" if arrow.hollow else "filled head"
    return f"**{', '.join(filter(None, (*looks, head)))}**: {name}. {does}"

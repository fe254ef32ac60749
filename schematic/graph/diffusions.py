"""A solid arrow → the dashed one whose noise it takes away: the two ends of a diffusion.

In `x, t ..> u ~ Diffused(cosine)` and `u, t -> x ~ Normal(U[θ], 1) {predict = noise}`, u is x with
the noise of the level t, and U tells from u and t what was x and what was noise.
"""

from __future__ import annotations

from dataclasses import dataclass

from schematic.graph.laws import Distribution
from schematic.graph.schematic import Factor, Schematic


@dataclass(frozen=True)
class Diffusion:
    """A dashed arrow that mixes a value with noise.

    Attributes:
        factor: the arrow.
        value: the node that is mixed.
        level: the node that says with how much noise.
        noisy: the node that is the mixture.
        schedule: the word for α and σ.
        range: between which two levels the level is uniform; None where its law is another one.
    """

    factor: Factor
    value: str
    level: str
    noisy: str
    schedule: str
    range: tuple[float, float] | None


def diffusions(schematic: Schematic) -> tuple[Diffusion, ...]:
    """Every one of a schematic that names a value and a level, in order of appearance."""
    into = (f for f in schematic.factors if f.dashed and f.law.form.of_parents)
    return tuple(_diffusion(schematic, f) for f in into if len(f.parents) == 2)


def reversed_by(schematic: Schematic, factor: Factor) -> Diffusion | None:
    """The diffusion that a solid arrow goes back along, from the mixture and the level."""
    found = (
        each
        for each in diffusions(schematic)
        if each.value == factor.child and {each.noisy, each.level} <= {*factor.parents}
    )
    return next(found, None)


def _diffusion(schematic: Schematic, factor: Factor) -> Diffusion:
    value, level = factor.parents
    law = schematic.nodes[level].law
    is_uniform = isinstance(law, Distribution) and law.family == "Uniform"
    low, high = law.numbers if is_uniform and isinstance(law, Distribution) else (0.0, 0.0)
    span = (low, high) if is_uniform else None
    return Diffusion(factor, value, level, factor.child, factor.law.words[0], span)

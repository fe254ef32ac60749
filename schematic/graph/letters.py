"""Which density is called p and which q on paper (docs/decisions/0008)."""

from __future__ import annotations

from schematic.graph.schematic import Factor, Schematic


def letter(schematic: Schematic, factor: Factor) -> str:
    """The letter of a factor's density.

    The paper takes x as latent and (z, y) as visible where y is generated from x, as in a GAN:
    there the dashed arrow that infers x is p_θ, and a solid arrow that leaves x is q. Everywhere
    else, as in a VAE, solid arrows are p and dashed ones q. Red arrows are always q
    [Hu2018, sec. 3].
    """
    if factor.red:
        return "q"
    if factor.dashed:
        return "p" if factor.child in schematic.judged else "q"
    return "q" if schematic.judged & set(factor.parents) else "p"

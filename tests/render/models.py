"""Schematics to draw: the zoo, and models that the zoo does not hold."""

from __future__ import annotations

from functools import cache

import schematic
from schematic.graph import Schematic
from schematic.resources import zoo

MORE = {
    "hierarchical": """
        model Hierarchical
        visible x  : unit     ~ data
        latent  z1 : real[16]
        latent  z2 : real[8]  ~ Normal(0, 1)
        z2 -> z1 ~ P2[θ]
        z1 -> x ~ P1[θ]
        x ..> z1 ~ Q1[η]
        z1 ..> z2 ~ Q2[η]
    """,
    "two-indicators": """
        model TwoIndicators
        visible a : unit[3, 8, 8] ~ data
        visible b : unit[3, 8, 8] ~ data
        indicator u : {fake, real}
        indicator v : {fake, real}
        a ..|> b = G[θ]
        b ..|> a = F[θ]
        b -> a ~ Laplace(F[θ], 1)
        a -> b ~ Laplace(G[θ], 1)
        a -!> u ~ A[φ]
        b -!> v ~ B[φ]
    """,
}
DEGENERATE = """
    model VAE
    visible x : unit ~ data
    latent  z : real[16] ~ Normal(0, 1)
    indicator y : {fake, real}
    z -> x ~ G[θ]
    x ..> z ~ E[η]
    x ..!> y ~ D[φ] {degenerate}
"""
NAMES = (*zoo(), *MORE)


@cache
def model(name: str) -> Schematic:
    """A schematic of the zoo or of this file."""
    return schematic.load(zoo()[name]) if name in zoo() else schematic.parse(MORE[name])

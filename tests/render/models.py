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
    "cyclegan": """
        model CycleGAN "Zhu et al., 2017"
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
    "ali": """
        model ALI "Dumoulin et al., 2017"
        visible x : unit ~ data
        latent  z : real[16] ~ Normal(0, 1)
        indicator y : {fake, real}
        z ..|> x = G[θ]
        x ..|> z = E[η]
        x, z -!> y ~ D[φ]
    """,
    "vaegan": """
        model VAEGAN "Larsen et al., 2016"
        visible x : unit ~ data
        latent  z : real[16] ~ Normal(0, 1)
        indicator y : {fake, real}
        x ..> z ~ E[η]
        z ..|> x = G[θ]
        z -> x ~ Normal(G[θ], 1)
        x -!> y ~ D[φ]
    """,
    "cgan": """
        model CGAN "Mirza and Osindero, 2014"
        visible x : unit ~ data
        visible c : cat[10] ~ data
        latent  z : real[16] ~ Normal(0, 1)
        indicator y : {fake, real}
        z, c ..|> x = G[θ]
        x, c -!> y ~ D[φ]
    """,
    "cvae": """
        model CVAE
        visible x : unit ~ data
        visible c : cat[10] ~ data
        latent  z : real[16] ~ Normal(0, 1)
        z, c -> x ~ G[θ]
        x, c ..> z ~ E[η]
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

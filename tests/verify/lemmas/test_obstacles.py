"""Where a lemma does not apply, and why: each reason has its drawing."""

from __future__ import annotations

import pytest

from schematic.graph import Schematic
from schematic.verify.lemmas.free_energy import _obstacle as obstacle_of_phases
from schematic.verify.lemmas.lemma_2 import obstacle
from tests.objective.specs import spec, unchecked

X = "visible x : real[2] ~ data\n"
Z = "latent z : real[2] ~ Normal(0, 1)\n"
Y = "indicator y : {fake, real}\n"
G, E = "z -> x ~ Normal(G[θ], 1)\n", "x ..> z ~ E[η]\n"

BOUNDS: dict[str, tuple[str, str]] = {
    "beta": (X + Z + G + "x ..> z ~ E[η] {beta = 2}\n", "β ≠ 1"),
    "a weight": (X + Z + "z -> x ~ Normal(G[θ], 1) {weight = 2}\n" + E, "a term is weighed"),
    "no arrow to score": (X + Z + E, "nothing is scored"),
    "a code without a law": (
        X + Z + "latent w : real[2]\n" + G + E + "x ..|> w = F[η]\n",
        "some code has no law that it meets by a KL",
    ),
    "a code that is drawn and scored": (
        X + Z + "latent w : real[2] ~ Normal(0, 1)\n" + G + E + "z -> w ~ Normal(F[θ], 1)\n",
        "a code is scored that is not inferred",
    ),
    "two densities": (
        X + Z + "visible c : real[2] ~ data\n" + G + E + "c -> x ~ Normal(F[θ], 1)\n",
        "two arrows score one node",
    ),
    "a circle": (
        X + Z + "visible c : real[2] ~ data\nz, c -> x ~ Normal(G[θ], 1)\n" + E
        + "x -> c ~ Normal(F[θ], 1)\n",
        "the solid arrows go in a circle",
    ),
    "generated x without its label": (
        X + Z + Y + "visible c : cat[2] ~ data\n" + G + E + "x ..!> y ~ D[φ]\nx -> c ~ C[θ]\n",
        "generated x have no c",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOUNDS)
def test_no_bound_of_lemma_2(name: str) -> None:
    text, reason = BOUNDS[name]
    assert obstacle(unchecked(text)).startswith(reason)


@pytest.mark.parametrize("name", ["vae", "cvae", "hvae", "aavae", "aavae_degenerate"])
def test_a_bound_of_lemma_2(name: str) -> None:
    assert obstacle(spec(name)) == ""


B = "visible x : binary[2] ~ data\nlatent h : binary[2] ~ Bernoulli(0.5)\n"
UP, DOWN, ASLEEP = "x ..> h ~ R[λ]\n", "h -> x ~ G[θ]\n", "train wake-sleep\n"

PHASES: dict[str, tuple[str, str]] = {
    "a weight": (B + UP + "h -> x ~ G[θ] {weight = 2}\n" + ASLEEP, "a term is weighed"),
    "two ways": (B + UP + "h ..> x ~ S[λ]\n" + DOWN + ASLEEP, "there are several ways to infer"),
    "two densities": (
        B + UP + DOWN + "visible c : binary[2] ~ data\nc -> x ~ F[θ]\n" + ASLEEP,
        "two arrows score one node",
    ),
    "a prior besides": (
        B + UP + DOWN + "latent g : binary[2] ~ Bernoulli(0.5)\ng -> h ~ F[θ]\nh ..> g ~ S[λ]\n"
        + ASLEEP,
        "an arrow scores a node that has a prior besides",
    ),
    "data that are inferred": (
        B + UP + DOWN + "visible c : binary[2] ~ data\nh ..> c ~ S[λ]\n" + ASLEEP,
        "an arrow scores a node that has a prior besides",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PHASES)
def test_no_free_energy(name: str) -> None:
    text, reason = PHASES[name]
    assert obstacle_of_phases(unchecked(text)).startswith(reason)


@pytest.mark.parametrize("name", ["helmholtz", "helmholtz1"])
def test_a_free_energy(name: str) -> None:
    schematic: Schematic = spec(name)
    assert obstacle_of_phases(schematic) == ""

"""The schematics that are verified here: the shipped specs, and programs beyond them."""

from __future__ import annotations

from functools import cache

import schematic
from schematic.graph import Schematic
from schematic.objective import Objective, derive
from schematic.resources import zoo
from schematic.verify.miniature import shrink
from tests.model.programs import DOMAINS, PROGRAMS

SPECS = ("aae", "aavae", "ada", "ae", "gan", "helmholtz", "infogan", "vae")
CODE = "latent z : real[2] ~ Normal(0, 1)\n"
GAME = "indicator y : {fake, real}\n"
X = "visible x : unit ~ data\n"

MARGINALS = "indicator y : {joint, marginals}\n"

BEYOND = {
    "summed_under_a_weighed_kl": X
    + "latent z : cat[3]\nlatent m : cat[2] ~ Categorical {sum}\nm -> z ~ P[θ]\nz -> x ~ G[θ]\n"
    + "x ..> z ~ E[η] {beta = 3, match = 2 kl, gradient = enumerate}\n",
    "predicted_sample": X
    + "latent a : real[2] ~ Normal(0, 1)\nlatent b : real[2] ~ Normal(0, 1)\n"
    + "x ..> a ~ A[θ]\nx ..> b ~ B[η]\na, b -> x ~ G[θ]\n"
    + "a -!> b ~ P[φ] {weight = 0.3}\nb, x -!> a ~ Normal(Q[ψ], 1)\n",
    "predicted_beside_a_game": X
    + "visible d : cat[3] ~ data\n"
    + CODE
    + GAME
    + "z ..|> x = G[θ]\nx -!> y ~ D[φ]\nx -!> d ~ C[φ] {weight = 2}\nx -!> z ~ Q[ψ]\n",
    "predicted_in_two_passes": PROGRAMS["vaegan"]
    + "visible t : cat[3] ~ data\nz -!> t ~ C[ω] {weight = 0.5}\n",
    "predicted_domain": DOMAINS + "x -!> y ~ D[φ]\nx -!> t ~ K[ψ] {weight = 0.2}\n",
    "predicted_values": X
    + "latent c : cat[3] ~ Categorical\nlatent b : binary[2] ~ Bernoulli(0.5)\n"
    + "x ..> c ~ C[η] {gradient = enumerate}\nx ..> b ~ B[η] {gradient = enumerate}\n"
    + "c, b -> x ~ G[θ]\nc -!> b ~ P[φ]\nb -!> c ~ Q[φ] {weight = 0.5}\n",
    "predicted_of_weighed": X
    + CODE
    + GAME
    + "z ..|> x = G[θ] {bound = importance}\nx -!> y ~ D[φ]\nx -!> z ~ Q[φ] {weight = 0.5}\n",
    "predicted_probabilities": X
    + "latent c : cat[3]\nlatent a : real[2]\n"
    + "x ..|> c = C[η]\nx ..|> a = A[η]\nc, a -> x ~ G[θ]\na -!> c ~ P[φ]\n",
    "weighed_cycle": "visible a : real[2] ~ data\nvisible b : real[2] ~ data\n"
    + "indicator u : {fake, real}\nindicator v : {fake, real}\n"
    + "a ..|> b = F[θ] {bound = importance}\nb ..|> a = G[η]\n"
    + "a -!> u ~ A[φ]\nb -!> v ~ B[ψ] {loss = ratio}\n"
    + "b -> a ~ Normal(G[η], 1)\na -> b ~ Normal(F[θ], 1)\n",
    "weighed_ali": X
    + CODE
    + GAME
    + "x ..> z ~ E[η]\nz ..|> x = G[θ] {bound = importance}\nx, z -!> y ~ D[φ]\n",
    "weighed_slope": X
    + CODE
    + GAME
    + "z ..|> x = G[θ] {bound = importance}\nx -> z ~ Q[η]\n"
    + "x -!> y ~ D[φ] {loss = minimax, penalty = 10}\n",
    "marginals_without_a_law": X
    + "latent z : real[2]\n"
    + MARGINALS
    + "x ..|> z = E[η]\nz -> x ~ G[θ]\nz -!> y ~ D[φ] {real = marginals}\n",
    "marginals_of_two": X
    + CODE.replace("[2]", "[1]")
    + "latent c : cat[3]\n"
    + MARGINALS
    + "x ..> z ~ E[η] {match = kl + adversary}\nx ..|> c = C[η]\n"
    + "z -> x ~ G[θ]\nz, c -!> y ~ D[φ] {real = marginals}\n",
    "marginals_of_samples": X
    + CODE
    + MARGINALS
    + "x ..> z ~ E[η] {match = kl + adversary, samples = 2}\n"
    + "z -> x ~ G[θ]\nz -!> y ~ D[φ] {loss = hinge, real = marginals}\n",
    "marginals_in_pairs": X
    + CODE
    + MARGINALS
    + "x ..> z ~ E[η] {match = kl + adversary}\nz -> x ~ G[θ]\n"
    + "z -!> y ~ D[φ] {loss = relativistic, real = marginals}\n",
    "marginals_and_slope": X
    + "latent z : real[2]\n"
    + MARGINALS
    + "x ..|> z = E[η]\nz -> x ~ G[θ]\n"
    + "z -!> y ~ D[φ] {loss = wasserstein, penalty = 10, real = marginals}\n",
    "samples": X + CODE + "z -> x ~ G[θ]\nx ..> z ~ E[η] {samples = 3}\n",
    "weighed_samples": X
    + CODE
    + GAME
    + "z -> x ~ G[θ]\nx ..!> y ~ D[φ]\nx ..> z ~ E[η] {samples = 2}\n",
    "two_nets": X + CODE + "z -> x ~ G[θ]\nx ..> z ~ Normal(M[η], S[η])\n",
    "fixed_scale": X + CODE + "z -> x ~ G[θ]\nx ..> z ~ Normal(M[η], 0.5)\n",
    "shifted_prior": X + CODE.replace("(0, 1)", "(1, 2)") + "z -> x ~ G[θ]\nx ..> z ~ E[η]\n",
    "laplace_code": X
    + CODE.replace("Normal", "Laplace")
    + "z -> x ~ G[θ]\nx ..> z ~ Laplace(E[η])\n",
    "uniform_noise": X
    + CODE.replace("Normal", "Uniform")
    + GAME
    + "z ..|> x = G[θ]\nx -!> y ~ D[φ]\n",
    "weighted_terms": X
    + CODE
    + GAME
    + "z ..|> x = G[θ]\nx -!> y ~ D[φ] {weight = 0.1}\nx -> z ~ Q[η] {weight = 3}\n",
    "image": "visible x : unit[1, 4, 4] ~ data\n"
    + "latent z : real[1, 2, 2] ~ Normal(0, 1)\nz -> x ~ G[θ]\nx ..> z ~ E[η]\n",
    "conditional_penalty": "visible c : cat[3] ~ data\n"
    + X
    + CODE
    + GAME
    + "z, c ..|> x = G[θ]\nx, c -!> y ~ D[φ] {loss = wasserstein, penalty = 10}\n",
    "binary_aavae": "visible x : binary ~ data\n"
    + CODE
    + GAME
    + "z -> x ~ G[θ]\nx ..!> y ~ D[φ]\nx ..> z ~ E[η]\n",
    "top_down": X
    + "latent h : real[2]\n"
    + CODE
    + "z -> h ~ P[θ]\nh -> x ~ G[θ]\nx ..> h ~ E1[η]\nx ..> z ~ E2[η]\n",
    "classes_asleep": "visible x : binary ~ data\nlatent c : cat[4] ~ Categorical\n"
    + "c -> x ~ G[θ]\nx ..> c ~ R[λ]\ntrain wake-sleep\n",
    "reweighted_layer": "visible x : binary ~ data\nlatent h : binary[3] ~ Bernoulli(0.3)\n"
    + "h -> x ~ G[θ]\nx ..> h ~ R[λ] {samples = 2}\ntrain reweighted-wake-sleep\n",
    "hinge_ali": X
    + CODE
    + GAME
    + "x ..> z ~ E[η]\nz ..|> x = G[θ]\nx, z -!> y ~ D[φ] {loss = hinge}\n",
    "classified_vaegan": PROGRAMS["vaegan"] + "visible t : cat[3] ~ data\nx -> t ~ C[ω]\n",
    "classes": "visible c : cat[3] ~ data\n" + CODE + GAME + "z ..|> c = G[θ]\nc -!> y ~ D[φ]\n",
    "joint_penalty": PROGRAMS["ali"].replace("D[φ]", "D[φ] {loss = wasserstein, penalty = 2}"),
    "relativistic_domains": DOMAINS + "x -!> y ~ D[φ] {loss = relativistic, weight = 0.1}\n",
    "relativistic_vaegan": PROGRAMS["vaegan"].replace("D[φ]", "D[φ] {loss = relativistic}"),
    "relativistic_cgan": PROGRAMS["cgan"].replace(
        "D[φ]", "D[φ] {loss = relativistic, penalty = 2}"
    ),
    "minimax_ali": PROGRAMS["ali"].replace("D[φ]", "D[φ] {loss = minimax}"),
    "laplace_prior": X + CODE.replace("Normal", "Laplace") + "z -> x ~ G[θ]\nx ..> z ~ E[η]\n",
    "three_layers": """
        visible x : binary ~ data
        latent a : binary[4]
        latent b : binary[4]
        latent c : binary[4] ~ Bernoulli(0.3)
        a -> x ~ G1[θ]
        b -> a ~ G2[θ]
        c -> b ~ G3[θ]
        x ..> a ~ R1[λ]
        a ..> b ~ R2[λ]
        b ..> c ~ R3[λ]
        train wake-sleep
    """,
    "deep_aavae": X
    + "latent h : real[2]\n"
    + CODE
    + GAME
    + "h -> x ~ G[θ]\nz -> h ~ P[θ]\nx ..!> y ~ D[φ]\nx ..> h ~ E1[η]\nh ..> z ~ E2[η]\n",
    "conv": """
        visible x : unit[1, 28, 28] ~ data
        latent z : real[8] ~ Normal(0, 1)
        indicator y : {fake, real}
        z ..|> x = G[θ]
        x -!> y ~ D[φ]
        net G = conv(64, 32)
        net D = conv(16, 32)
    """,
    "trunk": PROGRAMS["infogan"] + "net Q = mlp(4) on D\n",
}
"""Programs whose arrows, laws or attributes no spec has."""


@cache
def load(name: str) -> Schematic:
    """A spec of `SPECS`, or a program by name; else a spec of the zoo."""
    text = {**PROGRAMS, **BEYOND}.get(name)
    if name in SPECS or text is None:
        return schematic.load(zoo()[name])
    return schematic.parse(f"model {name}\n{text}", name=f"{name}.sgm")


@cache
def objective_of(name: str) -> Objective:
    """The derived objective of its small schematic."""
    return derive(shrink(load(name)))

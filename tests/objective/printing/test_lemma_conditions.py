"""When a lemma is about an objective, and a drawing for each condition that fails."""

from __future__ import annotations

import pytest

from schematic.objective.printing.lemma_conditions import is_evidence_bound, is_free_energy
from schematic.objective.rule import derive
from tests.objective.specs import DATA, LABEL, PRIOR, VAE, spec, unchecked

OTHERS = {
    "no KL": DATA + "latent z : real[2]\nz -> x ~ Normal(G[θ], 1)\nx ..|> z = E[η]\n",
    "nothing scored": DATA + PRIOR + "x ..> z ~ E[η]\n",
    "a term of another kind": VAE + LABEL + "visible u : real[2] ~ data\n"
    + "z ..|> u = F[θ]\nu -!> y ~ D[φ]\n",
    "a weight": VAE.replace("G[θ], 1)", "G[θ], 1) {weight = 2}"),
    "beta": VAE.replace("E[η]", "E[η] {beta = 2}"),
    "a game beside it": VAE + LABEL + "latent w : real[2] ~ Normal(0, 1)\n"
    + "x ..|> w = F[ω]\nw -!> y ~ D[φ]\n",
    "a game that others have no part in": VAE + LABEL + PRIOR.replace("z", "w")
    + "visible u : real[2] ~ data\nw ..|> u = F[φ]\nu -!> y ~ D[φ]\n",
    "a code without a law": VAE + "latent w : real[2]\nx ..|> w = F[η]\n",
    "a code that is scored": VAE + "latent w : real[2] ~ Normal(0, 1)\nz -> w ~ Normal(F[θ], 1)\n",
    "two densities": VAE + "visible c : real[2] ~ data\nc -> x ~ Normal(F[θ], 1)\n",
    "a circle": "visible c : real[2] ~ data\n" + VAE.replace("z -> x", "z, c -> x")
    + "x -> c ~ Normal(F[θ], 1)\n",
    "more real terms than generated ones": VAE + LABEL + "visible t : cat[2] ~ data\n"
    + "x ..!> y ~ D[φ]\nx -> t ~ C[θ]\n",
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_no_evidence_bound(name: str) -> None:
    objective = derive(unchecked(OTHERS[name]))
    assert not is_evidence_bound(objective, objective.players[-1])


@pytest.mark.parametrize("name", ["vae", "cvae", "hvae", "aavae", "aavae_degenerate"])
def test_an_evidence_bound(name: str) -> None:
    objective = derive(spec(name))
    assert is_evidence_bound(objective, objective.players[-1])


def test_a_free_energy_is_not_weighed() -> None:
    assert all(is_free_energy(player) for player in derive(spec("helmholtz")).players)
    assert not is_free_energy(derive(spec("hvae_weights")).players[0])

"""`features = D`: what bound modules must give, what sampling gives, and that D stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

import schematic
from schematic.training.evaluation.plain_model import without_adversary
from tests.model.programs import PROGRAMS

LARSEN = PROGRAMS["larsen"]
SHAPES = {"x": (5,)}


def test_a_bound_net_without_a_trunk_is_refused() -> None:
    with pytest.raises(schematic.SchematicError, match=r"SGM650.*bound to `D` has no trunk"):
        schematic.compile(schematic.parse(LARSEN), nets={"D": nn.Linear(5, 1)}, shapes=SHAPES)


def test_a_bound_frozen_net_needs_no_trunk() -> None:
    spec = schematic.parse(PROGRAMS["perceptual"])
    model: Any = schematic.compile(spec, nets={"T": nn.Linear(5, 4)}, shapes=SHAPES)
    assert model.losses({"x": torch.rand(3, 5)})["theta,eta"].isfinite()


def test_what_is_generated_is_the_prediction() -> None:
    model: Any = schematic.compile(schematic.parse(LARSEN), shapes=SHAPES)
    z = torch.randn(4, 3)
    x: Tensor = model.infer("x", z=z)
    torch.testing.assert_close(x, torch.sigmoid(model.G(z)))
    assert model.reconstruct(torch.rand(4, 5)).min() > 0


def test_a_trunk_of_the_same_player_learns_nothing_in_features() -> None:
    text = """
        visible x : real[5] ~ data
        visible c : cat[3] ~ data
        latent z : real[2] ~ Normal(0, 1)
        x ..> z ~ E[η]
        z -> x ~ Normal(G[θ], 1) {features = C}
        x -> c ~ C[κ]
    """
    model: Any = schematic.compile(schematic.parse(text), seed=0)
    batch = {"x": torch.randn(8, 5), "c": torch.randint(3, (8,))}
    terms = model.terms(batch)["eta,theta,kappa"]
    named = next(value for name, value in terms.items() if "C_l" in name)
    named.backward(retain_graph=True)
    assert all(parameter.grad is None for parameter in model.C.parameters())
    assert all(parameter.grad is not None for parameter in model.G.parameters())


def test_a_density_of_features_bounds_no_evidence() -> None:
    plain = PROGRAMS["perceptual"].replace(" {features = T}", "")
    assert without_adversary(schematic.parse(PROGRAMS["perceptual"])) is None
    kept = [line for line in plain.splitlines() if "frozen" not in line and "latent f" not in line]
    assert without_adversary(schematic.parse("\n".join(kept))) is not None


def test_the_net_of_the_features_is_part_of_what_a_schematic_says() -> None:
    two = LARSEN + "x -> c ~ C[κ]\nvisible c : cat[3] ~ data\n"
    by_judge, by_class = schematic.parse(two), schematic.parse(two.replace("= D", "= C"))
    renamed = schematic.parse(two.replace("D[", "J[").replace("= D", "= J"))
    assert schematic.equal(by_judge, renamed)
    assert not schematic.equal(by_judge, by_class)

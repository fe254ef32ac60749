"""The papers' formulas of particular drawings, against sums written out by hand."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from schematic.diagnostics import Source
from schematic.pipeline import examine
from schematic.verify.miniature import shrink
from schematic.verify.paper.formulas import Formula, formulas
from schematic.verify.worlds.tables import Tables

X = "visible x : real[2] ~ data\n"
Z = "latent z : real[2] ~ Normal(0, 1)\n"
C = "visible c : cat[3] ~ data\n"
Y = "indicator y : {fake, real}\n"


def world_of(text: str) -> Tables:
    """Tables of a program, whatever the checks and the derivation say of it."""
    return Tables(shrink(examine(Source.of("M", f"model M\n{text}")).schematic), 5)


def found(world: Tables) -> Mapping[str, Formula]:
    """The formulas by player."""
    return {formula.name: formula for formula in formulas(world)}


def rows(world: Tables, *names: str) -> Tensor:
    """The joint probability of data nodes, one axis a node."""
    columns, weight = world.sets[None]
    table = torch.zeros([world.sizes[name] for name in names], dtype=torch.float64)
    return table.index_put(tuple(columns[name] for name in names), weight, accumulate=True)


def law(world: Tables, net: str) -> Tensor:
    """The table of a net, as log-probabilities by parents and child."""
    return torch.log_softmax(world.logits[net], -1)


def prior(world: Tables, name: str) -> Tensor:
    """The probabilities of a code."""
    return torch.softmax(world.priors[name], 0)


def test_a_translation_is_scored_on_its_real_side() -> None:
    text = C + X + Y + "c ..|> x = G[θ]\nc, x -!> y ~ D[φ]\nc -> x ~ Q[θ] {weight = 100}\n"
    world = world_of(text)
    data, given = rows(world, "c", "x"), rows(world, "c")
    judge = world.logits["D"]
    made = given[:, None] * law(world, "G").exp()
    fooled = (made * F.logsigmoid(judge)).sum()
    scored = (data * law(world, "Q")).sum()
    theta = found(world)["theta"].value
    torch.testing.assert_close(theta, 0.5 * fooled + 0.5 * 100 * scored)


def test_a_class_is_scored_on_both_sides() -> None:
    text = C + X + Z + Y + "z, c ..|> x = G[θ]\nx -!> y ~ D[φ]\nx -> c ~ Q[η]\n"
    world = world_of(text)
    data, read = rows(world, "c", "x"), law(world, "Q")
    joint = prior(world, "z")[:, None, None] * rows(world, "c")[None, :, None]
    made = (joint * law(world, "G").exp()).sum(0)
    fooled = (made.sum(0) * F.logsigmoid(world.logits["D"])).sum()
    scored = (data * read.T).sum() + (made * read.T).sum()
    torch.testing.assert_close(found(world)["theta,eta"].value, 0.5 * (fooled + scored))


def test_two_densities_of_one_data_node_both_count() -> None:
    text = C + X + Z + "z -> x ~ G[θ]\nc -> x ~ H[θ]\nx ..> z ~ E[η] {match = nothing}\n"
    world = world_of(text)
    data, q = rows(world, "c", "x"), law(world, "E").exp()
    first = (data.sum(0)[:, None] * q * law(world, "G").T).sum()
    second = (data * law(world, "H")).sum()
    torch.testing.assert_close(found(world)["theta,eta"].value, first + second)


def test_the_weight_of_a_conditional_prior_scales_its_kl() -> None:
    text = C + X + Z.replace(" ~ Normal(0, 1)", "")
    text += "z -> x ~ G[θ]\nc -> z ~ P[θ] {weight = 3}\nx ..> z ~ E[η] {beta = 2}\n"
    world = world_of(text)
    data, q = rows(world, "c", "x"), law(world, "E")
    bound = (data.sum(0)[:, None] * q.exp() * law(world, "G").T).sum()
    ratio = q[None] - law(world, "P")[:, None]
    kl = (data[:, :, None] * q.exp()[None] * ratio).sum()
    torch.testing.assert_close(found(world)["theta,eta"].value, bound - 6 * kl)


@pytest.mark.parametrize("match", ["kl", "nothing"])
def test_a_word_says_how_a_code_meets_its_law(match: str) -> None:
    world = world_of(X + Z + f"z -> x ~ G[θ]\nx ..> z ~ E[η] {{match = {match}}}\n")
    data, q = rows(world, "x"), law(world, "E")
    bound = (data[:, None] * q.exp() * law(world, "G").T).sum()
    kl = (data[:, None] * q.exp() * (q - prior(world, "z").log())).sum()
    expected = bound - kl if match == "kl" else bound
    torch.testing.assert_close(found(world)["theta,eta"].value, expected)


def test_an_arrow_between_data_alone_belongs_to_no_y() -> None:
    text = C + X + Z + "visible u : cat[3] ~ data\n" + Y
    text += "z ..|> x = G[θ]\nx -!> y ~ D[φ]\nu -> c ~ H[ω]\n"
    world = world_of(text)
    made = (prior(world, "z")[:, None] * law(world, "G").exp()).sum(0)
    fooled = (made * F.logsigmoid(world.logits["D"])).sum()
    scored = (rows(world, "u", "c") * law(world, "H")).sum()
    torch.testing.assert_close(found(world)["theta,omega"].value, fooled + scored)


def test_generated_data_are_not_scored_against_data_of_other_examples() -> None:
    text = X + Z + "visible t : cat[3] ~ data\n" + Y
    text += "z -> x ~ G[θ]\nx ..> z ~ E[η]\nx ..!> y ~ D[φ]\nx -> t ~ C[ω]\n"
    world = world_of(text)
    trust = torch.sigmoid(world.logits["D"]).detach()
    data, made = rows(world, "x"), (prior(world, "z")[:, None] * law(world, "G").exp()).sum(0)
    q = law(world, "E")
    elbo = (q.exp() * (law(world, "G").T + prior(world, "z").log() - q)).sum(1)
    bound = 0.5 * ((data + made.detach()) * trust * elbo).sum()
    scored = 0.5 * (rows(world, "x", "t") * trust[:, None] * law(world, "C")).sum()
    torch.testing.assert_close(found(world)["theta,eta,omega"].value, bound + scored)


def test_conditions_of_generated_data_are_shared_with_them() -> None:
    text = C + X + Z + Y + "z, c -> x ~ G[θ]\nx, c ..> z ~ E[η]\nx, c ..!> y ~ D[φ]\n"
    world = world_of(text)
    trust = torch.sigmoid(world.logits["D"]).detach()
    data = rows(world, "x", "c")
    generator, q = law(world, "G"), law(world, "E")
    joint = prior(world, "z")[:, None, None] * data.sum(0)[None, :, None] * generator.exp()
    made = joint.sum(0).T.detach()
    ratio = prior(world, "z").log() - q
    elbo = (q.exp() * (generator.permute(2, 1, 0) + ratio)).sum(2)
    expected = 0.5 * ((data + made) * trust * elbo).sum()
    torch.testing.assert_close(found(world)["theta,eta"].value, expected)


def test_routes_that_infer_the_same_part_are_no_two_sides() -> None:
    text = X + Z + "visible b : real[2] ~ data\nlatent t : cat[3] ~ Categorical\n" + Y
    text += "x ..> z ~ E[η]\nz ..|> x = G[θ]\nx -!> y ~ D[φ]\nt ..|> b = H[θ]\nb, t -!> y ~ K[ψ]\n"
    world = world_of(text)
    real = rows(world, "b")[:, None] * prior(world, "t")[None]
    fake = (prior(world, "t")[:, None] * law(world, "H").exp()).T
    judge = world.logits["K"]
    expected = 0.5 * (real * F.logsigmoid(judge)).sum() + 0.5 * (fake * F.logsigmoid(-judge)).sum()
    torch.testing.assert_close(found(world)["psi"].value, expected)


def test_what_is_enumerated_by_hand_covers_every_value() -> None:
    world = world_of(C + X + Z + "z -> x ~ G[θ]\nx ..> z ~ E[η]\nc -> x ~ H[θ]\n")
    assert rows(world, "c", "x").sum().item() == pytest.approx(1)
    points = itertools.product(range(3), repeat=2)
    assert all(rows(world, "c", "x")[point] > 0 for point in points)

"""The real side of a game as one more pass: which arrows and which matchings count in it."""

from __future__ import annotations

import pytest

import schematic
from schematic.objective.printing.loss import loss_of
from schematic.objective.terms import Objective
from tests.model.programs import PROGRAMS

GAME = "indicator y : {fake, real}\nx -!> y ~ D[φ]\n"
GAN = "visible x : unit[4] ~ data\nlatent z : real[2] ~ Normal(0, 1)\nz ..|> x = G[θ]\n" + GAME


def objective_of(text: str) -> Objective:
    return schematic.parse(text).objective


def losses(text: str) -> dict[str, str]:
    objective = objective_of(text)
    return {player.name: loss_of(objective, player) for player in objective.players}


def test_pix2pix_is_half_and_half() -> None:
    assert losses(PROGRAMS["pix2pix"])["theta"] == "−50 log q(x|a) + ½ softplus(−D(a, x_fake))"


def test_the_noise_of_pix2pix_keeps_its_draw() -> None:
    text = PROGRAMS["pix2pix"].replace("a ..|>", "a, w ..|>").replace("a -> x", "a, w -> x")
    text += "latent w : real[2] ~ Normal(0, 1)\n"
    assert losses(text)["theta"] == "−50 log q(x|a,w) + ½ softplus(−D(a, x_fake))"
    assert [draw.name for draw in objective_of(text).draws if draw.node == "w"] == ["w"]


def test_an_acgan_classifies_real_and_fake() -> None:
    found = losses(PROGRAMS["acgan"])["theta,omega"]
    assert found == "−½ log q(c|x_fake) − ½ log q(c|x) + ½ softplus(−D(x_fake))"


def test_what_is_latent_is_not_scored_against_real_examples() -> None:
    assert "log q(z|x)" not in losses(PROGRAMS["infogan"])["theta,eta"]


def test_labels_that_real_examples_alone_have() -> None:
    text = GAN + "visible t : cat[3] ~ data when y = real\nx -> t ~ C[ω]\n"
    assert losses(text)["theta,omega"] == "−½ log q(t|x) + ½ softplus(−D(x_fake))"


def test_what_is_inferred_from_real_examples_is_matched_there() -> None:
    """An encoder behind a generator sees both sides, and so does its KL."""
    text = GAN + "latent h : real[2] ~ Normal(0, 1)\nx ..> h ~ E[η]\nh -> x ~ F[η]\n"
    assert losses(text)["theta,eta"] == (
        "½ KL(q(h_fake|x_fake) ‖ p(h_fake)) − ½ log p(x|h) + ½ KL(q(h|x) ‖ p(h))"
        " + ½ softplus(−D(x_fake))"
    )


def test_the_rest_of_the_pass_counts_once() -> None:
    """Z is inferred from data on both sides: its KL is that of the pass that makes r from it."""
    text = (
        "visible x : unit[4] ~ data\nvisible r : unit[4] ~ data\n"
        "latent z : real[2] ~ Normal(0, 1)\nindicator y : {fake, real}\n"
        "x ..> z ~ E[η]\nz ..|> r = G[θ]\nr -!> y ~ D[φ]\nz -> x ~ H[θ]\n"
    )
    assert losses(text)["eta,theta"] == "−log p(x|z) + KL(q(z|x) ‖ p(z)) + softplus(−D(r_fake))"


PAIR = "visible u : real[2] ~ data\nvisible v : real[2] ~ data\nu -> v ~ V[θ]\n"


@pytest.mark.parametrize("name", ["gan", "vaegan", "cyclegan", "ali", "pix2pix", "acgan"])
def test_an_unrelated_arrow_counts_once_and_leaves_the_rest_alone(name: str) -> None:
    before, after = losses(PROGRAMS[name]), losses(PROGRAMS[name] + PAIR)
    player = list(before)[-1]
    rest = after[player].replace("−log p(v|u) + ", "").replace(" − log p(v|u)", "")
    assert rest.replace("−log p(v|u) − ", "−") == before[player]
    assert after[player].count("log p(v|u)") == 1


def test_several_solid_arrows_into_data_all_count() -> None:
    text = (
        "visible x : unit[4] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
        "latent w : real[2] ~ Normal(0, 1)\nx ..> z ~ E[η]\nx ..> w ~ F[η]\n"
        "z -> x ~ G[θ]\nw -> x ~ H[θ] {weight = 3}\n"
    )
    assert losses(text)["eta,theta"].startswith("−log p(x|z) − 3 log p(x|w) + KL")


def test_generated_examples_are_scored_with_what_generated_them() -> None:
    found = losses(PROGRAMS["aacvae"])["theta,eta,omega"]
    assert "log p(x_generated|z_generated,c)" in found
    assert "(t|x)" in found
    assert "(t|x_generated)" not in found


def test_the_weight_of_a_conditional_prior_weighs_the_kl_to_it() -> None:
    assert losses(PROGRAMS["hvae_weights"])["theta,eta"] == (
        "−2 log p(x|h) + 4 KL(q(z|x) ‖ p(z)) + 1.5 KL(q(h|x,z) ‖ p(h|z))"
    )


def test_a_game_between_passes_beside_one_between_data_sets() -> None:
    """ALI keeps its two passes where another indicator picks the data sets of other nodes."""
    text = PROGRAMS["ali"] + (
        "indicator w : {target, source}\nvisible s : real[2] ~ data by w\nlatent h : real[2]\n"
        "s ..|> h = H[θ]\nh -!> w ~ K[ψ]\n"
    )
    assert losses(text)["phi"] == losses(PROGRAMS["ali"])["phi"]
    assert losses(text)["psi"] == "½ softplus(−K(h_source)) + ½ softplus(K(h_target))"

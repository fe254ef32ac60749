"""A term of weight 0 is in no formula; it is listed, so that nobody misses it."""

from __future__ import annotations

import pytest

import schematic

TWO = """
visible x : real[2] ~ data
visible t : cat[2]  ~ data
latent  z : real[3] ~ Normal(0, 1)
z -> x ~ G[θ] {weight = 0}
z -> t ~ H[θ]
x ..> z ~ E[η]
"""
GAN = """
visible   x : unit    ~ data
latent    z : real[3] ~ Normal(0, 1)
indicator y : {fake, real}
z ..|> x = G[θ]
x -!>  y ~ D[φ] {weight = 0}
"""


def _printed(text: str) -> str:
    return str(schematic.derive(schematic.parse(text)))


@pytest.mark.parametrize("term", ["z -> x ~ G[θ] {weight = 0}", "x ..> z ~ E[η] {beta = 0}"])
def test_a_term_is_left_out_and_listed(term: str) -> None:
    text = TWO.replace(term.partition(" {")[0] + "\n", term + "\n")
    told = _printed(text)
    maximised = told.partition("maximises")[2].partition("loss ")[0]
    assert "log p_θ(t|z)" in maximised and "p_θ(x|z)" not in maximised
    assert " 0 " not in maximised and "minimises" not in told
    assert ("KL" in maximised) == ("beta" not in term)
    assert "constant   log p(x|z): its weight is 0" in told


def test_an_adversary_to_whom_nobody_listens() -> None:
    phi, _, theta = _printed(GAN).partition("θ trains G")
    assert "minimises" in phi
    assert "minimises" not in theta and "maximises  0\n" in theta
    assert "log qʳ(y=fake|x_fake): its weight is 0" in theta


def test_steps_say_that_it_is_left_out() -> None:
    from schematic.objective.steps import write_steps

    text = write_steps(schematic.derive(schematic.parse(TWO)))
    assert "log p(x|z) has the weight 0" in text
    assert "log p(x|z)" not in text.partition("keep")[2]


def test_a_weighed_game_is_weighed_in_the_lemma() -> None:
    weighed = _printed(GAN.replace("weight = 0", "weight = 0.5"))
    assert "½ E_{p(y)} KL(" in weighed and "− ½ JSD(" in weighed


def test_a_code_of_another_weight_stays_beside_the_lemma() -> None:
    code = "latent c : cat[3] ~ Categorical\n"
    text = GAN.replace("z ..|>", "z, c ..|>") + code + "x -> c ~ Q[θ]\n"
    alike = _printed(text.replace("weight = 0", "weight = 1"))
    other = _printed(text.replace("weight = 0", "weight = 0.5"))
    assert "qʳ(x|c,y)" in alike and "eq. 10" in alike
    assert "qʳ(x|c,y)" not in other and "the other terms stay as they are" in other

"""What a player maximises, as expectations on paper."""

from __future__ import annotations

import pytest

from schematic.objective.printing.forms import conventional
from schematic.objective.printing.symbols import print_text
from tests.model.programs import PROGRAMS
from tests.objective.specs import DATA, PRIOR, player_of


def form(text: str, player: str) -> str:
    return print_text(conventional(*player_of(text, player)))


GENERATED = "½ E_{p_θ0(x)} [ qʳ_φ(y=0|x) "
BOUND = "[ E_{q_η(z|x)} [ log p_θ(x|z) ] − KL( q_η(z|x) ‖ p(z) ) ]"


@pytest.mark.parametrize(
    ("name", "player", "expected"),
    [
        ("vae", "theta,eta", f"E_{{p_data(x)}} {BOUND}"),
        ("gan", "phi", "½ E_{p_data(x)} [ log q_φ(y=1|x) ]"
         " + ½ E_{p(z) p_θ(x|z)} [ log q_φ(y=0|x) ]"),
        ("infogan", "theta,eta", "E_{p(z) p_θ(x|z)} [ log q_η(z|x) + log qʳ_φ(y=0|x) ]"),
        ("aavae", "theta,eta", f"½ E_{{p_data(x)}} [ qʳ_φ(y=0|x) {BOUND} ]"
         f" + ½ E_{{p_θ0(x)}} [ qʳ_φ(y=0|x) {BOUND} ]"),
        ("cgan", "theta", "E_{p_data(c) p(z) p_θ(x|z,c)} [ log qʳ_φ(y=0|x,c) ]"),
        ("cvae", "theta,eta",
         "E_{p_data(c,x)} [ E_{q_η(z|x,c)} [ log p_θ(x|z,c) ] − KL( q_η(z|x,c) ‖ p(z) ) ]"),
        ("lsgan", "theta", "E_{p(z) p_θ(x|z)} [ −(D(x) − 1)² ]"),
        ("helmholtz1", "theta", "E_{p_data(x) q_λ(h|x)} [ log p_θ(x|h) ]"),
    ],
)  # fmt: skip
def test_forms(name: str, player: str, expected: str) -> None:
    assert form(PROGRAMS[name], player) == expected


def test_scales_stand_in_front() -> None:
    assert "− 4 KL( q_η(z|x) ‖ p(z) )" in form(PROGRAMS["beta_vae"], "theta,eta")
    assert form(PROGRAMS["pix2pix"], "theta").startswith("½ E_{p_data(a,x)} [ 100 log q_θ(x|a) ]")


def test_a_sampled_kl_is_a_difference_of_logs() -> None:
    assert "log p_θ(h|z) − log q_η(h|x)" in form(PROGRAMS["hvae"], "theta,eta")


def test_unrelated_summands_have_nothing_in_front() -> None:
    text = DATA + PRIOR.replace("z", "u").replace("latent", "visible").replace(
        "Normal(0, 1)", "data"
    )
    text += "latent a : real[2]\nlatent b : real[2]\n"
    text += "x ..|> a = A[θ]\na -> x ~ B[θ]\nu ..|> b = C[θ]\nb -> u ~ E[θ]\n"
    found = form(text, "theta")
    assert found.count("E_{p_data") == 2
    assert " + E_{p_data(u)" in found

"""Which divergences a player minimises: chosen by its terms, and none where there is no law."""

from __future__ import annotations

import pytest

from schematic.objective.printing.reformulate import Reformulation, reformulated
from schematic.objective.printing.symbols import print_text, text_law
from tests.model.programs import PROGRAMS
from tests.objective.specs import player_of


def form(name: str, player: str, *changes: tuple[str, str]) -> Reformulation | None:
    text = PROGRAMS[name]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return reformulated(*player_of(text, player))


@pytest.mark.parametrize(
    ("name", "player", "source"),
    [
        ("gan", "phi", "Goodfellow2014, sec. 4.1"),
        ("gan", "theta", "Hu2018, eq. 6"),
        ("infogan", "theta,eta", "Hu2018, eq. 10"),
        ("vae", "theta,eta", "Hu2018, eq. 12"),
        ("aavae", "theta,eta", "Hu2018, eq. 17"),
        ("helmholtz", "theta", "Hu2018, eq. 14"),
        ("helmholtz", "lambda", "Hu2018, eq. 14"),
        ("hvae", "theta,eta", "Hu2018, eq. 12"),
    ],
)
def test_sources(name: str, player: str, source: str) -> None:
    found = form(name, player)
    assert found is not None
    assert found.source == source


@pytest.mark.parametrize(
    ("name", "player"),
    [
        ("ae", "theta,eta"),  # no law to meet
        ("beta_vae", "theta,eta"),  # β ≠ 1
        ("hinge_gan", "phi"),  # prices that are no likelihoods
        ("lsgan", "phi"),
        ("wgan_gp", "theta"),
    ],
)
def test_none(name: str, player: str) -> None:
    assert form(name, player) is None


def test_a_gan_meets_the_mixture_of_both_sides() -> None:
    found = form("gan", "theta")
    assert found is not None
    assert print_text(found.minimised) == (
        "E_{p(y)} KL( p_θ(x|y) ‖ qʳ(x|y) ) − JSD( p_θ(x|y=0) ‖ p_θ(x|y=1) )"
    )
    (definition,) = found.definitions
    assert text_law(definition.left) == "qʳ(x|y)"
    assert [text_law(law) for law in definition.right] == ["qʳ_φ0(y|x)", "p_θ0(x)"]
    assert "twice that of this" in found.note


def test_where_both_sides_move_the_gradient_is_not_doubled() -> None:
    found = form("ali", "eta,theta")
    assert found is not None
    assert "is that of this" in found.note
    assert "stay as they are" not in found.note


def test_terms_that_the_form_does_not_cover_stay() -> None:
    found = form("ada", "theta,omega")
    assert found is not None
    assert found.note.endswith("the other terms stay as they are")


def test_a_code_is_in_the_form_only_with_weight_one() -> None:
    plain = form("infogan", "theta,eta")
    weighed = form("infogan", "theta,eta", ("Q[η]", "Q[η] {weight = 3}"))
    assert plain is not None
    assert weighed is not None
    assert "qʳ(x|z,y)" in print_text(plain.minimised)
    assert "qʳ(x|y)" in print_text(weighed.minimised)
    assert weighed.source == "Hu2018, eq. 6"


def test_what_both_values_of_y_have_alike_is_no_code() -> None:
    text = PROGRAMS["cgan"] + "visible t : cat[3] ~ data\nc -> t ~ C[ω]\n"
    found = reformulated(*player_of(text, "theta,omega"))
    assert found is not None
    assert found.source == "Hu2018, eq. 6"


def test_what_is_judged_itself_is_no_code() -> None:
    found = form("pix2pix", "theta", ("{weight = 100}", ""))
    assert found is not None
    assert found.source == "Hu2018, eq. 6"
    assert found.note.endswith("the other terms stay as they are")


def test_one_summand_for_each_game() -> None:
    found = form("cyclegan", "theta,eta")
    assert found is not None
    assert print_text(found.minimised).count("JSD(") == 2
    assert len(found.definitions) == 2


def test_wake_holds_what_is_sampled_and_sleep_the_other_half() -> None:
    wake, sleep = form("helmholtz1", "theta"), form("helmholtz1", "lambda")
    assert wake is not None
    assert sleep is not None
    assert print_text(wake.minimised) == "KL( p_data(x) q_λ0(h|x) ‖ p(h) p_θ(x|h) )"
    assert print_text(sleep.minimised) == "KL( p(h) p_θ0(x|h) ‖ p_data(x) q_λ(h|x) )"
    assert (wake.note[:14], sleep.note[:15]) == ("the wake phase", "the sleep phase")


def test_a_bound_conditions_on_what_its_likelihood_is_given() -> None:
    found = form("cvae", "theta,eta")
    assert found is not None
    assert print_text(found.minimised) == (
        "E_{p_data(c) p_θ0(x|c)} KL( q_η(z|x,c,y) q*ʳ(y|x) ‖ p_θ(z,y|x,c) )"
    )


def test_a_learned_discriminator_stands_in_for_the_perfect_one() -> None:
    found = form("aavae", "theta,eta")
    assert found is not None
    assert "qʳ_φ0(y|x)" in print_text(found.minimised)
    assert found.note.startswith("Lemma 2 with the learned discriminator")

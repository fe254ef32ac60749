"""A loss in one line."""

from __future__ import annotations

import pytest

from schematic.objective.printing.loss import coefficient, logit_of
from schematic.objective.rule import derive
from tests.model.programs import PROGRAMS
from tests.objective.specs import losses, spec


@pytest.mark.parametrize(
    ("name", "player", "expected"),
    [
        ("beta_vae", "theta,eta", "−log p(x|z) + 4 KL(q(z|x) ‖ p(z))"),
        ("hinge_gan", "phi", "½ relu(1 − D(x)) + ½ relu(1 + D(x_fake))"),
        ("hinge_gan", "theta", "−D(x_fake)"),
        ("lsgan", "phi", "½ (D(x) − 1)² + ½ D(x_fake)²"),
        ("wgan_gp", "phi", "−½ D(x) + ½ D(x_fake) + 5 (‖∇D(x)‖ − 1)²"),
        ("helmholtz1", "lambda", "−log q(h_sleep|x_sleep)"),
        ("ali", "eta,theta", "½ softplus(D(x, z)) + ½ softplus(−D(x_fake, z_prior))"),
    ],
)
def test_losses(name: str, player: str, expected: str) -> None:
    assert losses(PROGRAMS[name])[player] == expected


def test_the_number_of_a_term_is_its_share_times_its_scale() -> None:
    player = derive(spec("pix2pix")).players[-1]
    assert [float(coefficient(term)) for term in player.terms] == [50, 0.5]


def test_the_logit_of_a_weight() -> None:
    player = derive(spec("aacvae")).players[-1]
    weighers = dict.fromkeys(t.weigher for t in player.terms if t.weigher)
    assert [logit_of(w) for w in weighers] == ["D(x, c)", "D(x_generated, c)"]


def test_what_is_subtracted_changes_its_sign() -> None:
    from dataclasses import replace

    from schematic.objective.printing.loss import loss_of

    objective = derive(spec("helmholtz1"))
    wake = objective.players[0]
    negative = replace(wake, terms=tuple(replace(t, negative=True) for t in wake.terms))
    assert loss_of(objective, wake) == "−log p(x|h)"
    assert loss_of(objective, negative) == "log p(x|h)"

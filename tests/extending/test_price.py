"""A new price is two files: its four expressions, and the payoffs of the oracle."""

from __future__ import annotations

import pytest

from tests.extending.workshop import Workshop

PRICE = "schematic/prices/neyman.py"
ORACLE = "schematic/verify/prices/neyman.py"
SPEC = """
model Divergence "a χ² GAN"

visible   x : unit[4] ~ data
latent    z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}

z ..|> x = G[θ]
x -!>  y ~ D[φ] {loss = neyman}
"""


def test_a_price_is_two_files(workshop: Workshop) -> None:
    workshop.extend("neyman")
    workshop.add("chi.sgm", SPEC)
    derived = workshop.sgm("derive", "chi.sgm")
    assert "loss       ½ (exp(−D(x)) − 1) + ½ (2 − 2 exp(−½ D(x_fake)))" in derived
    assert "loss       −2 + 2 exp(−½ D(x_fake))" in derived
    assert r"2\, \exp(-\tfrac{1}{2}\, D(x))" in workshop.sgm("derive", "chi.sgm", "--to", "latex")
    workshop.compare("neyman")
    assert workshop.touched() == [PRICE, ORACLE]
    assert workshop.edited() == []


@pytest.mark.slow
def test_its_receipt_needs_its_oracle(workshop: Workshop) -> None:
    workshop.extend("neyman", without=[ORACLE])
    workshop.add("chi.sgm", SPEC)
    missing = workshop.fails("verify", "chi.sgm")
    assert "no oracle for neyman: write schematic/verify/prices/neyman.py" in missing
    workshop.extend("neyman", without=[PRICE])
    assert "[Nowozin2016]" in workshop.sgm("verify", "chi.sgm")

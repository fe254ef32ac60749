"""A new price is two files: its four expressions, and the payoffs of the oracle."""

from __future__ import annotations

import pytest

from tests.extending.workshop import Workshop

PRICE = "schematic/prices/pearson.py"
ORACLE = "schematic/verify/prices/pearson.py"
SPEC = """
model Divergence "a χ² GAN"

visible   x : unit[4] ~ data
latent    z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}

z ..|> x = G[θ]
x -!>  y ~ D[φ] {loss = pearson}
"""


def test_a_price_is_two_files(workshop: Workshop) -> None:
    workshop.extend("pearson")
    workshop.add("chi.sgm", SPEC)
    derived = workshop.sgm("derive", "chi.sgm")
    assert "loss       −½ D(x) + ½ (0.25 D(x_fake)² + D(x_fake))" in derived
    assert "loss       −(0.25 D(x_fake)² + D(x_fake))" in derived
    assert r"\tfrac{1}{4}\, D(x)^{2} + D(x)" in workshop.sgm("derive", "chi.sgm", "--to", "latex")
    workshop.compare("pearson")
    assert workshop.touched() == [PRICE, ORACLE]
    assert workshop.edited() == []


@pytest.mark.slow
def test_its_receipt_needs_its_oracle(workshop: Workshop) -> None:
    workshop.extend("pearson", without=[ORACLE])
    workshop.add("chi.sgm", SPEC)
    missing = workshop.fails("verify", "chi.sgm")
    assert "no oracle for pearson: write schematic/verify/prices/pearson.py" in missing
    workshop.extend("pearson", without=[PRICE])
    assert "[Nowozin2016]" in workshop.sgm("verify", "chi.sgm")

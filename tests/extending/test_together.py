"""Extensions know nothing of each other, and stand beside each other."""

from __future__ import annotations

import pytest

from tests.extending import test_bound, test_discrepancy, test_estimator, test_family
from tests.extending.workshop import ADDITIONS, Workshop

SPEC = """
model Together "counts from a code that meets its law by the MMD, and a class"

visible   x : count[3] ~ data
latent    z : real[2]  ~ Normal(0, 1)
latent    c : cat[3]   ~ Categorical

z, c -> x ~ G[θ]
x ..|> z = E[η] {match = mmd}
x ..>  c ~ C[η] {gradient = score, samples = 2}

net G = residual(8, 8)
"""
UNCLEAR = SPEC.replace("x ..|> z", "x, c ..|> z")


@pytest.mark.slow
def test_all_at_once(workshop: Workshop) -> None:
    for one in (test_bound, test_discrepancy, test_estimator, test_family):
        one.extend(workshop)
    for name in ("neyman", "residual", "check"):
        workshop.extend(name)
    workshop.add("together.sgm", SPEC)
    receipt = workshop.sgm("verify", "together.sgm")
    assert "0 failed" in receipt
    assert "|z| under random noise" in receipt
    workshop.add("unclear.sgm", UNCLEAR)
    refused = workshop.fails("check", "unclear.sgm")
    assert "`gradient = score` weighs single examples, and the MMD has none" in refused
    assert len(workshop.edited()) == 2


def test_every_extension_is_here() -> None:
    folders = {path.name for path in ADDITIONS.iterdir() if path.is_dir()}
    assert folders == {"check", "neyman", "poisson", "residual"}

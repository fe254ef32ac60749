"""A receipt of a fixed chain: right as it is, and refused where a number of its laws is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import schematic
from schematic.objective import chains
from schematic.objective.chains import ChainLaw
from schematic.verify.prove import verify

STEPS = """
    visible x : real[2] ~ data
    latent z[1] : real[2]
    latent z[2] : real[2] ~ Normal(0, 1)
    z[1] -> x ~ Normal(U[1][θ], 0.5)
    z[2] -> z[1] ~ Normal(U[2][θ], 0.5)
    x ..> z[1] ~ Normal(scale(0.8)[frozen], 0.6)
    z[1] ..> z[2] ~ Normal(scale(0.9)[frozen], 0.3)
"""
CHANGES: dict[str, Callable[[ChainLaw], ChainLaw]] = {
    "of the start": lambda law: law._replace(of_start=law.of_start * 1.001),
    "of the other side": lambda law: law._replace(of_after=law.of_after + 0.001),
    "of the deviation": lambda law: law._replace(scale=law.scale * 1.001),
}


def test_the_receipt_of_a_chain() -> None:
    receipt = verify(schematic.parse(STEPS), draws=2_000)
    assert receipt.passed
    shown = [row.identity for row in receipt.rows]
    assert "θ: emitted loss and gradient, every combination of noise" in shown
    assert "θ: emitted loss, |z| under random noise" in shown


@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_number_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = chains._posteriors

    def wrong(*arguments: Any) -> Iterator[tuple[str, ChainLaw]]:
        return ((node, CHANGES[name](law)) for node, law in right(*arguments))

    monkeypatch.setattr(chains, "_posteriors", wrong)
    assert not verify(schematic.parse(STEPS), draws=0).passed

"""The width of the kernel follows from the variance of the law, which the oracle integrates."""

from __future__ import annotations

import pytest

import schematic
from schematic.graph import Distribution
from schematic.verify.paper.squared_mmd import variance

LAWS = {
    "Normal(1, 2)": ("real", 4.0),
    "Laplace(0, 1.5)": ("real", 4.5),
    "Uniform(-1, 3)": ("real", 16 / 12),
    "Uniform(0, 1)": ("unit", 1 / 12),
    "Bernoulli(0.3)": ("binary", 0.21),
}


@pytest.mark.parametrize("law", LAWS)
def test_the_variance_of_a_law(law: str) -> None:
    kind, expected = LAWS[law]
    spec = (
        f"visible x : real[2] ~ data\nlatent z : {kind}[2] ~ {law}\nz -> x ~ G[θ]\nx ..|> z = E[η]"
    )
    node = schematic.parse(f"{spec} {{match = nothing}}\n").nodes["z"]
    assert isinstance(node.law, Distribution)
    assert variance(node) == pytest.approx(expected, rel=1e-12)
    stated = node.law.row.variance
    assert stated is None or stated(*node.law.numbers) == pytest.approx(expected, rel=1e-12)

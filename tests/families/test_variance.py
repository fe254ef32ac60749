"""The variance of a law of numbers is that of `torch.distributions`."""

from __future__ import annotations

import pytest
from torch import distributions
from torch.distributions import Distribution

from schematic.families import FAMILIES

LAWS: dict[str, tuple[type[Distribution], tuple[float, ...]]] = {
    "Normal": (distributions.Normal, (0.5, 1.5)),
    "Laplace": (distributions.Laplace, (0.5, 1.5)),
    "Uniform": (distributions.Uniform, (-1.0, 2.0)),
    "Bernoulli": (distributions.Bernoulli, (0.3,)),
}


@pytest.mark.parametrize("name", LAWS)
def test_variances(name: str) -> None:
    law, numbers = LAWS[name]
    variance = FAMILIES[name].variance
    assert variance is not None
    assert variance(*numbers) == pytest.approx(float(law(*numbers).variance))


def test_others_have_none() -> None:
    without = {name for name, family in FAMILIES.items() if family.variance is None}
    assert without == set(FAMILIES) - set(LAWS)

"""The kinds of value that a node may have: one member of `Kind` and one row of `KINDS` each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """The kinds of value a node may have."""

    REAL = "real"
    UNIT = "unit"
    BINARY = "binary"
    CAT = "cat"
    LABEL = "indicator"


class KindRow(NamedTuple):
    """What the compiler knows of a kind.

    Attributes:
        family: what `~ D[φ]` alone means for a child of this kind.
        prior: a law of numbers to advise where a node of this kind needs one, as it is written.
        by_mean: whether a generated value is the mean, without its own noise (rule 5, `sample`).
        threshold: whether data in [0, 1] become 0 or 1 at ½.
        discrete: what kernels call the values of a node, where they are finitely many.
        made: how the main part of an emitted file makes stand-in data of a `{shape}`.
    """

    family: str
    prior: str
    by_mean: bool
    threshold: bool = False
    discrete: str = ""
    made: str = "torch.rand({shape})"


KINDS: Mapping[Kind, KindRow] = {
    Kind.REAL: KindRow("Normal", "Normal(0, 1)", by_mean=True, made="torch.randn({shape})"),
    Kind.UNIT: KindRow("Bernoulli", "Uniform(0, 1)", by_mean=True),
    Kind.BINARY: KindRow(
        "Bernoulli", "Bernoulli(0.5)", by_mean=False, threshold=True, discrete="bits"
    ),
    Kind.CAT: KindRow("Categorical", "Categorical", by_mean=False, discrete="class"),
    Kind.LABEL: KindRow("Bernoulli", "Bernoulli(0.5)", by_mean=False),
}

"""Random specs that `check` accepts go through every stage, and their receipts hold."""

from __future__ import annotations

from functools import cache
from itertools import islice

import pytest

from schematic.graph import Schematic
from schematic.graph.attributes import LOSSES
from schematic.verify.prove import one_thread
from tests.generated.specs import accepted, random_spec
from tests.generated.stages import faults

SAMPLE = list(islice(accepted(), 60))


@pytest.mark.parametrize(
    ("text", "schematic"),
    [(t, s) for _, t, s in SAMPLE],
    ids=[f"seed-{seed}" for seed, _, _ in SAMPLE],
)
def test_every_stage_holds(text: str, schematic: Schematic) -> None:
    with one_thread():
        found = list(faults(schematic))
    assert not found, "\n".join([text, *found])


def test_a_seed_gives_one_spec() -> None:
    assert random_spec(7) == random_spec(7)
    assert len({random_spec(seed) for seed in range(50)}) > 45


@pytest.mark.parametrize(
    "sign",
    [
        "-!>",
        "..!>",
        "..|>",
        "data by",
        "data when",
        "penalty",
        "clip",
        "steps",
        "samples",
        "beta",
        "weight",
        "train wake-sleep",
        "Laplace",
        "ContinuousBernoulli",
        "Categorical",
        "binary",
        *(word for word in LOSSES if word != "log"),
        "degenerate",
        " on N",
        "match = nothing",
        "match = mmd",
        "kl + 10 mmd",
        "bound = importance",
        "[frozen]",
        "data or ",
        "{sum}",
        "gradient = score",
        "gradient = enumerate",
        "gradient = relaxed",
        "gradient = straight-through",
        "real = marginals",
        "[π]",
        "features = ",
        "train reweighted-wake-sleep",
        "for t in 1..T",
        "for t in 2..T",
        "for s in 1..S",
        "[t][θ]",
        "z[t] ..> z[t-1]",
        "let T = 12",
    ],
)
def test_what_the_sample_is_made_of(sign: str) -> None:
    assert any(sign in text for text in many())


@cache
def many() -> tuple[str, ...]:
    """The texts of a larger sample."""
    return tuple(text for _, text, _ in islice(accepted(), 800))

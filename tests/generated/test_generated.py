"""Random specs that `check` accepts go through every stage, and their receipts hold."""

from __future__ import annotations

from itertools import islice

import pytest

from schematic.graph.attributes import LOSSES
from schematic.verify.prove import one_thread
from tests.generated.specs import accepted, random_spec
from tests.generated.stages import faults

SIGNS = (
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
)
"""What a random spec may be made of; every one of them is found among the first 800."""


@pytest.mark.parametrize("start", range(0, 2_400, 40))
def test_every_stage_holds(start: int) -> None:
    _, text, schematic = next(accepted(start))
    with one_thread():
        found = list(faults(schematic))
    assert not found, "\n".join([text, *found])


def test_a_seed_gives_one_spec() -> None:
    assert random_spec(7) == random_spec(7)
    assert len({random_spec(seed) for seed in range(50)}) > 45


def test_the_specs_are_made_of_everything() -> None:
    missing = set(SIGNS)
    for _, text, _ in islice(accepted(), 800):
        missing -= {sign for sign in missing if sign in text}
        if not missing:
            break
    assert not missing

"""A new estimator is a word and a file on each floor: the score function, for discrete codes."""

from __future__ import annotations

import pytest

from tests.extending.workshop import Workshop

ROW = "schematic/graph/attributes.py"
ORACLE = "schematic/verify/estimators/score.py"
FILES = [
    "schematic/emit/kernels/score.py",
    ROW,
    "schematic/objective/estimators/score.py",
    "schematic/program/estimators/score.py",
    ORACLE,
]
WITH, WITHOUT = '"score", "enumerate"', '"enumerate"'
SPEC = """
model Classes "a VAE whose code is a class"

visible x : binary[6] ~ data
latent  c : cat[4] ~ Categorical

c ->  x ~ G[θ]
x ..> c ~ C[η] {gradient = score, samples = 3}
"""


def withdraw(workshop: Workshop) -> None:
    workshop.withdraw([path for path in FILES if path != ROW], {ROW: (WITH, WITHOUT)})


def extend(workshop: Workshop, *without: str) -> None:
    withdraw(workshop)
    workshop.put_back(*(path for path in FILES if path not in (ROW, *without)))
    workshop.change(ROW, WITHOUT, WITH)
    workshop.add("classes.sgm", SPEC)


def test_without_it_no_gradient_passes_a_class(workshop: Workshop) -> None:
    workshop.add("classes.sgm", SPEC.replace("gradient = score, ", ""))
    assert "error[SGM402]" in workshop.fails("check", "classes.sgm")


def test_an_estimator_is_a_word_and_its_files(workshop: Workshop) -> None:
    extend(workshop)
    derived = workshop.sgm("derive", "classes.sgm")
    assert "loss       −log p(x|c) + KL(q(c|x) ‖ p(c))" in derived
    assert "score function, 3 samples; reaches G, C by its value at c" in derived
    assert workshop.touched() == FILES
    assert workshop.edited() == [ROW]


@pytest.mark.slow
def test_its_receipt_needs_its_oracle(workshop: Workshop) -> None:
    extend(workshop, ORACLE)
    assert f"no oracle for score: write {ORACLE}" in workshop.fails("verify", "classes.sgm")
    workshop.put_back(ORACLE)
    receipt = workshop.sgm("verify", "classes.sgm")
    assert "θ,η: expectation and gradient" in receipt
    assert "the score function is a gradient of the mean over q alone" in receipt
    assert "|z| under random noise" in receipt

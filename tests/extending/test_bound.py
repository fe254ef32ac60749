"""A new bound is a word, its file, and a kind of term on each floor: importance weights."""

from __future__ import annotations

import pytest

from tests.extending.workshop import Workshop

ROW = "schematic/graph/attributes.py"
ORACLE = "schematic/verify/bounds/importance.py"
FILES = [
    "schematic/emit/kernels/importance.py",
    ROW,
    "schematic/objective/bounds/importance.py",
    "schematic/objective/printing/kinds/importance_bound.py",
    "schematic/objective/terms/importance_bound.py",
    "schematic/program/terms/importance_bound.py",
    ORACLE,
    "schematic/verify/terms/importance_bound.py",
]
WITH, WITHOUT = '("evidence", "importance")', '("evidence",)'
SPEC = """
model IWAE "Burda, Grosse and Salakhutdinov, 2016"

visible x : binary[6] ~ data
latent  z : real[2] ~ Normal(0, 1)

z ->  x ~ G[θ]
x ..> z ~ E[η] {samples = 5, bound = importance}
"""
REFUSED = {
    "samples = 5, bound": "bound",
    "{samples = 5": "{beta = 2, samples = 5",
    "x ~ G[θ]": "x ~ G[θ] {weight = 2}",
}


def withdraw(workshop: Workshop) -> None:
    workshop.withdraw([path for path in FILES if path != ROW], {ROW: (WITH, WITHOUT)})


def extend(workshop: Workshop, *without: str) -> None:
    withdraw(workshop)
    workshop.put_back(*(path for path in FILES if path not in (ROW, *without)))
    workshop.change(ROW, WITHOUT, WITH)
    workshop.add("iwae.sgm", SPEC)


def test_a_bound_is_a_word_and_a_kind_of_term(workshop: Workshop) -> None:
    extend(workshop)
    derived = workshop.sgm("derive", "iwae.sgm")
    assert "loss       −log mean_5 p(x|z) p(z) / q(z|x)" in derived
    assert "importance weighted, 5 samples; reaches G, E, E" in derived
    latex = workshop.sgm("derive", "iwae.sgm", "--to", "latex")
    assert r"\log \frac{1}{5} \sum_{k=1}^{5} \frac{p_{\theta}(x \mid z) p(z)}" in latex
    for number, (old, new) in enumerate(REFUSED.items()):
        workshop.add(f"bad{number}.sgm", SPEC.replace(old, new))
        assert "error[SGM354]" in workshop.fails("check", f"bad{number}.sgm")
    assert workshop.touched() == FILES
    assert workshop.edited() == [ROW]


@pytest.mark.slow
def test_its_receipt_needs_its_oracle(workshop: Workshop) -> None:
    extend(workshop, ORACLE)
    missing = workshop.fails("verify", "iwae.sgm")
    assert f"no oracle for importance: write {ORACLE}" in missing
    workshop.put_back(ORACLE)
    receipt = workshop.sgm("verify", "iwae.sgm")
    assert "θ,η: expectation and gradient" in receipt
    assert "[Burda2016, eq. 8]" in receipt
    assert "θ,η: emitted loss and gradient, every combination of noise" in receipt
    assert "|z| under random noise" in receipt
    assert receipt.count("not applicable") == 2  # Lemma 2, and the sum of such rows

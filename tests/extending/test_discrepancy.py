"""A new way to match is a word, its file, and a kind of term on each floor: the MMD."""

from __future__ import annotations

import pytest

from tests.extending.workshop import Workshop

ROW = "schematic/graph/attributes.py"
MATCH_ORACLE = "schematic/verify/matches/mmd.py"
TERM_ORACLE = "schematic/verify/terms/discrepancy.py"
FILES = [
    "schematic/emit/kernels/mmd.py",
    ROW,
    "schematic/objective/matches/mmd.py",
    "schematic/objective/printing/kinds/discrepancy.py",
    "schematic/objective/terms/discrepancy.py",
    "schematic/program/terms/discrepancy.py",
    MATCH_ORACLE,
    "schematic/verify/paper/squared_mmd.py",
    TERM_ORACLE,
]
WITH, WITHOUT = '("kl", "adversary", "mmd", "nothing")', '("kl", "adversary", "nothing")'
SPEC = """
model WAE "Tolstikhin et al., 2018"

visible x : unit[6] ~ data
latent  z : real[2] ~ Normal(0, 1)

z ->   x ~ G[θ]
x ..|> z = E[η] {match = mmd}
"""
CONDITIONAL = SPEC.replace(" ~ Normal(0, 1)", "\nlatent c : real[2] ~ Normal(0, 1)\nc -> z ~ P[θ]")


def withdraw(workshop: Workshop) -> None:
    workshop.withdraw([path for path in FILES if path != ROW], {ROW: (WITH, WITHOUT)})


def extend(workshop: Workshop, *without: str) -> None:
    withdraw(workshop)
    workshop.put_back(*(path for path in FILES if path not in (ROW, *without)))
    workshop.change(ROW, WITHOUT, WITH)
    workshop.add("wae.sgm", SPEC)


def test_a_way_to_match_is_a_word_and_a_kind_of_term(workshop: Workshop) -> None:
    extend(workshop)
    derived = workshop.sgm("derive", "wae.sgm")
    assert "loss       −log p(x|z) + MMD²(z, z_prior)" in derived
    steps = workshop.sgm("derive", "wae.sgm", "--steps")
    assert "draws of z are compared with draws of p(z), by the MMD" in steps
    latex = workshop.sgm("derive", "wae.sgm", "--to", "latex")
    assert r"\mathrm{MMD}^2\bigl( q_{\eta}(z), p(z) \bigr)" in latex
    workshop.add("conditional.sgm", CONDITIONAL)
    assert "error[SGM355]" in workshop.fails("check", "conditional.sgm")
    assert workshop.touched() == FILES
    assert workshop.edited() == [ROW]


def test_a_batch_is_not_cut(workshop: Workshop) -> None:
    extend(workshop)
    workshop.add("points.sgm", SPEC.replace("unit[6]", "real"))
    words = ("train", "points.sgm", "--data", "moons", "--steps", "1", "--quiet")
    refused = workshop.fails(*words, "--accumulate", "2", status=2)
    assert "MMD²(q_η(z), p(z)) compares the examples of a batch with each other" in refused


@pytest.mark.slow
def test_its_receipt_needs_its_oracles(workshop: Workshop) -> None:
    extend(workshop, MATCH_ORACLE, TERM_ORACLE)
    for oracle, name in ((TERM_ORACLE, "Discrepancy"), (MATCH_ORACLE, "mmd")):
        missing = workshop.fails("verify", "wae.sgm")
        assert f"no oracle for {name}: write {oracle}" in missing
        workshop.put_back(oracle)
    receipt = workshop.sgm("verify", "wae.sgm")
    assert "θ,η: expectation and gradient" in receipt
    assert "pairs of one batch are not independent of each other" in receipt
    assert "|z| under random noise" in receipt

"""A new family is a file on each floor; a new kind of value besides, a member and two rows."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.extending.workshop import Workshop

ROW = "schematic/families/_kinds.py"
ORACLE = "schematic/verify/families/poisson.py"
FILES = [
    "schematic/data/kinds/count.py",
    "schematic/emit/kernels/poisson.py",
    ROW,
    "schematic/families/poisson.py",
    ORACLE,
]
SPEC = """
model Counts "a VAE of counts"

visible x : count[3] ~ data
latent  z : real[2]  ~ Normal(0, 1)

z ->  x ~ G[θ]
x ..> z ~ E[η]
"""
JUDGED = SPEC + "\nindicator y : {fake, real}\nx ..!> y ~ D[φ]\n"
DRIVEN = """
model Driven "a GAN whose code is a count"

visible   x : unit[2]  ~ data
latent    n : count[2] ~ Poisson(2)
indicator y : {fake, real}

n ..|> x = G[θ]
x -!>  y ~ D[φ]
"""
SAMPLE = """
import json
from pathlib import Path
import schematic
from schematic.training import open_run
from schematic.training.run.samples import draw_samples
print(json.dumps(draw_samples(open_run(Path("run")), 500, 1).tolist()))
"""


def extend(workshop: Workshop, *without: str) -> None:
    workshop.extend("poisson", without=without)
    workshop.add_row(ROW, after='CAT = "cat"', row='    COUNT = "count"')
    made = "torch.poisson(torch.ones({shape}))"
    row = f'    Kind.COUNT: KindRow("Poisson", "Poisson(1)", by_mean=False, made="{made}"),'
    workshop.add_row(ROW, after="Kind.CAT: KindRow", row=row)
    workshop.add("counts.sgm", SPEC)


def test_a_family_is_a_file_on_each_floor(workshop: Workshop) -> None:
    extend(workshop)
    assert workshop.sgm("check", "counts.sgm") == "counts.sgm: no findings\n"
    workshop.sgm("render", "counts.sgm", "-o", "counts.dot")
    assert "loss       −log p(x|z) + KL(q(z|x) ‖ p(z))" in workshop.sgm("derive", "counts.sgm")
    source = workshop.sgm("compile", "counts.sgm")
    assert "torch.poisson(torch.ones(128, 3))" in source
    (workshop.folder / "counts.py").write_text(source, encoding="utf-8")
    workshop.python("import runpy; runpy.run_path('counts.py', run_name='__main__')")
    workshop.add("own.sgm", SPEC.replace(" ~ G[θ]", " ~ Normal(G[θ], 1)"))
    assert "Poisson" in workshop.fails("check", "own.sgm")
    workshop.compare("poisson")
    assert workshop.touched() == FILES
    assert workshop.edited() == [ROW]


@pytest.mark.slow
def test_it_trains_and_samples(workshop: Workshop) -> None:
    extend(workshop)
    rates = np.array([0.5, 3.0, 8.0])
    counts = np.random.default_rng(0).poisson(rates, (4000, 3)).astype(np.float32)
    np.save(workshop.folder / "counts.npy", counts)
    np.save(workshop.folder / "halves.npy", counts / 2)
    workshop.sgm(
        *("train", "counts.sgm", "--data", "counts.npy", "--steps", "600", "--out", "run"),
        *("--lr", "0.003", "--quiet"),
    )
    sampled = np.array(json.loads(workshop.python(SAMPLE)))
    np.testing.assert_array_equal(sampled, np.maximum(sampled, 0).round())
    np.testing.assert_allclose(sampled.mean(0), rates, rtol=0.15)
    words = ("train", "counts.sgm", "--data", "halves.npy", "--out", "other", "--quiet")
    assert "is no count, and node 'x' is" in workshop.fails(*words)


@pytest.mark.slow
def test_its_receipt_needs_its_oracle(workshop: Workshop) -> None:
    extend(workshop, ORACLE)
    missing = workshop.fails("verify", "counts.sgm")
    assert f"no oracle for Poisson: write {ORACLE}" in missing
    workshop.extend("poisson", without=[path for path in FILES if path != ORACLE])
    for name, spec in {"counts": SPEC, "judged": JUDGED, "driven": DRIVEN}.items():
        (workshop.folder / f"{name}.sgm").write_text(spec.lstrip(), encoding="utf-8")
        receipt = workshop.sgm("verify", f"{name}.sgm")
        assert "0 failed" in receipt
        assert ("|z| under random noise" in receipt) is (name != "judged")  # its grid is too large

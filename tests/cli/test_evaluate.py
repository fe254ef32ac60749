"""`sgm evaluate` as a user calls it: what is chosen, what is wrong, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Sgm

FEATURES = """
import torch

net = torch.nn.Flatten()
"""


@pytest.mark.slow
def test_what_is_measured_can_be_chosen(sgm: Sgm) -> None:
    assert (
        sgm("train", "gan", "--data", "ring", "--steps", "3", "--out", "run", "--quiet").status == 0
    )
    table = sgm("evaluate", "run", "--only", "modes-found", "--samples", "50").out
    assert table.startswith("modes found")
    assert "↑ of 8" in table
    assert "loss" not in table
    wrong = sgm("evaluate", "run", "--only", "modes")
    assert (wrong.status, wrong.out) == (2, "")
    assert "modes-found" in wrong.err
    assert "samples-beside-data" in wrong.err

    Path("features.py").write_text(FEATURES, encoding="utf-8")
    words = ("evaluate", "run", "--only", "samples-beside-data", "--samples", "50")
    own = (*words, "--features", "features.py:net")
    found = json.loads(sgm(*own, "--format", "json").out)
    assert found[1]["name"] == "Fréchet distance, features.py:net"
    assert found[1]["better"] == "lower"
    assert found[2]["better"] is None
    assert sgm(*own).out == sgm(*own).out
    for word, cure in (
        ("features.py:nett", "net"),
        ("feature.py:net", "FILE.py:NAME"),
        ("features.py", "classifier, values"),
    ):
        said = sgm(*words, "--features", word)
        assert (said.status, said.out) == (2, "")
        assert "cure: " in said.err
        assert cure in said.err.partition("cure: ")[2]


@pytest.mark.slow
def test_data_without_labels_are_told_of(sgm: Sgm) -> None:
    np.save("x.npy", np.random.default_rng(0).normal(size=(50, 30)).astype(np.float32))
    spec = Path("gan.sgm")
    assert sgm("new", "gan.sgm", "--from", "gan").status == 0
    spec.write_text(spec.read_text("utf-8").replace("x : unit", "x : real"), encoding="utf-8")
    said = sgm("train", "gan.sgm", "--data", "x.npy", "--steps", "2", "--out", "run", "--quiet")
    assert said.status == 0, said.err
    said = sgm("evaluate", "run", "--samples", "20")
    assert "no labels" in said.err
    assert "--features values" in said.err
    assert "distance" not in said.out
    said = sgm("evaluate", "run", "--samples", "20", "--features", "values")
    assert "not all distances" in said.err  # five examples are held out
    assert "Fréchet distance, values" in said.out
    assert "precision" not in said.out

"""A run prepares its data as it is asked, keeps how, and goes on bitwise."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from schematic.data import DataError
from schematic.diagnostics import Source
from schematic.training import (
    InterruptedTrainingError,
    Request,
    TrainingError,
    evaluate,
    open_run,
    resume,
    train,
)
from schematic.training.run.samples import draw_samples, in_data_units
from tests.training.test_resume import Stopping, log_of, parameters, stop_by

pytestmark = pytest.mark.usefixtures("no_pictures")

FLOW = Source.of(
    "flow.sgm",
    """model Flow
visible x : real ~ data
latent z : real[48] ~ Normal(0, 1)
z -|> x = F[θ]
net F = coupling(8)
""",
)
SHORT: dict[str, Any] = {"steps": 20, "batch": 16, "log_every": 7, "checkpoint_every": 6, "seed": 3}
ALL: dict[str, Any] = {
    "crop": "square",
    "grey": True,
    "resize": "8x6",
    "flip": True,
    "dequantise": True,
    "standardise": True,
}


@pytest.fixture
def pictures(tmp_path: Path) -> str:
    """A file of 60 coloured images of 12×10 pixels."""
    rng = np.random.default_rng(5)
    np.savez(tmp_path / "x.npz", features=rng.integers(0, 256, (60, 3, 10, 12)).astype(np.uint8))
    return str(tmp_path / "x.npz")


def test_a_prepared_run_goes_on_bitwise(
    pictures: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request(data=pictures, **SHORT, **ALL)
    whole = train(FLOW, request, tmp_path / "whole")
    with monkeypatch.context() as patch:
        stop_by(patch, Stopping(11))
        with pytest.raises(InterruptedTrainingError):
            train(FLOW, request, tmp_path / "parts")
    resume(tmp_path / "parts", Request(resize="8x6", crop="square"))
    assert log_of(tmp_path / "parts") == log_of(tmp_path / "whole")
    assert parameters(tmp_path / "parts") == parameters(tmp_path / "whole")
    assert whole.notes == ("half of the images of every batch of training are flipped",)
    line = whole.run.setup.line
    assert "images 'features' of 3×10×12 are cropped to the square in the middle, " in line
    assert "then made grey, then resized to 8×6" in line
    assert "x is standardised" in line
    assert "x is dequantised" in line
    with pytest.raises(TrainingError, match="resize 8x6"):
        resume(tmp_path / "parts", Request(resize=9))


def test_a_run_keeps_how_its_data_were_prepared(pictures: str, tmp_path: Path) -> None:
    made = train(FLOW, Request(data=pictures, **SHORT, **ALL), tmp_path / "run").run
    opened = open_run(tmp_path / "run")
    assert opened.setup.config == made.setup.config
    assert opened.setup.test is not None
    assert made.setup.test is not None
    for ours, theirs in (
        (opened.setup.train, made.setup.train),
        (opened.setup.test, made.setup.test),
    ):
        np.testing.assert_array_equal(ours.columns["x", ""], theirs.columns["x", ""])
    levels = draw_samples(opened, 20) * 255
    np.testing.assert_allclose(levels, np.rint(levels), atol=1e-4)
    assert levels.shape == (20, 1, 6, 8)
    import torch

    given = torch.as_tensor(opened.setup.test.columns["x", ""])
    known = opened.setup.dataset.test[""]["features"]
    np.testing.assert_allclose(in_data_units(opened, "x", given), known, atol=1e-6)


def test_other_data_are_prepared_as_those_of_the_run(pictures: str, tmp_path: Path) -> None:
    train(FLOW, Request(data=pictures, **SHORT, **ALL), tmp_path / "run")
    other = tmp_path / "y.npz"
    np.savez(other, features=np.full((20, 3, 9, 11), 200, np.uint8))
    opened = open_run(tmp_path / "run", {"data": str(other)})
    assert opened.setup.config.standards == open_run(tmp_path / "run").setup.config.standards
    assert opened.setup.train.columns["x", ""].shape[1:] == (1, 6, 8)
    np.savez(other, features=np.random.default_rng(0).random((20, 3, 9, 11)))
    with pytest.raises(DataError, match="dequantises pixels"):
        open_run(tmp_path / "run", {"data": str(other)})


def test_densities_are_told_in_bits_and_in_units_of_the_data(pictures: str, tmp_path: Path) -> None:
    """A flow of untrained weights is compared with its own density, by the change of variables."""
    request = Request(data=pictures, resize="8x2", dequantise=True, standardise=True, **SHORT)
    run = train(FLOW, request, tmp_path / "run").run
    found = {result.name.strip(): result for result in evaluate(run)}
    config = run.setup.config
    log_p = found["log-likelihood"].value
    volume = 16 * np.log(config.standards["x"].deviation).sum()
    assert found["in units of the data"].value == pytest.approx(log_p - volume)
    bits = 8 - (log_p - volume) / 48 / math.log(2)
    assert found["bits per dimension"].value == pytest.approx(bits)
    assert "standardised and dequantised held-out" in found["log-likelihood"].meaning
    assert 4 < bits < 12  # pixels are uniform, which takes 8


def test_what_is_no_density_has_no_bits(pictures: str, tmp_path: Path) -> None:
    """The default law of a unit node, Bernoulli, is no density of numbers between 0 and 1."""
    named = {}
    for law in ("Bernoulli", "ContinuousBernoulli"):
        spec = f"""model M
visible x : unit ~ data
latent z : real[2] ~ Normal(0, 1)
z -> x ~ {law}(G[θ])
x ..> z ~ E[η]
"""
        request = Request(data=pictures, resize=4, dequantise=True, **SHORT)
        run = train(Source.of("m.sgm", spec), request, tmp_path / law).run
        named[law] = {result.name.strip() for result in evaluate(run)}
    assert named["ContinuousBernoulli"] - named["Bernoulli"] == {"bits per dimension"}


def test_what_cannot_be_prepared_is_refused(pictures: str, tmp_path: Path) -> None:
    points = tmp_path / "points.npy"
    np.save(points, np.random.default_rng(0).normal(size=(30, 48)))
    for option in ("flip", "dequantise", "grey"):
        with pytest.raises(DataError, match=f"--{option}"):
            train(FLOW, Request(data=str(points), **SHORT, **{option: True}), tmp_path / option)
        assert not (tmp_path / option).exists()
    for wrong in ("8by6", "0", "9000", True, 0):
        with pytest.raises(TrainingError, match="resize"):
            train(FLOW, Request(data=pictures, resize=wrong), tmp_path / "run")
    with pytest.raises(TrainingError, match="resize"):
        train(FLOW, Request(data=pictures, resize="square"), tmp_path / "run")

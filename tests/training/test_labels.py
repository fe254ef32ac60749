"""Labels that training hides: a run keeps the option, and held-out labels stay."""

from __future__ import annotations

import numpy as np
import pytest

from schematic.data import DataError
from schematic.diagnostics import Source
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, TrainingError, resume, train
from schematic.training.evaluation.measures.accuracy import measure_accuracy
from schematic.training.evaluation.measures.held_out_bound import measure_bound
from schematic.training.evaluation.results import Effort
from schematic.training.run.run_folder import open_run

pytestmark = pytest.mark.usefixtures("no_pictures")

REQUEST = Request(data="digits", steps=3, batch=16, labels=4, seed=2)


def _labels(run) -> np.ndarray:
    return run.setup.train.columns["t", ""]


def test_a_run_keeps_the_labels_that_it_was_begun_with(tmp_path) -> None:
    outcome = train(read(zoo()["ssvae"]), REQUEST, tmp_path / "run")
    kept = _labels(outcome.run)
    assert np.bincount(kept[kept >= 0]).tolist() == [4] * 10
    assert outcome.notes == (
        f"4 labels a class are kept in training, 40 of {len(kept):,} of t; the rest are hidden",
    )
    assert outcome.run.setup.config.labels == 4
    assert (outcome.run.setup.test.columns["t", ""] >= 0).all()
    again = open_run(tmp_path / "run")
    assert (_labels(again) == kept).all()
    with pytest.raises(TrainingError, match="made with labels 4"):
        resume(tmp_path / "run", Request(labels=5))
    gone_on = resume(tmp_path / "run", Request(steps=4)).run
    assert (_labels(gone_on) == kept).all()


def test_evaluation_bounds_log_p_of_x_and_counts_known_labels(tmp_path) -> None:
    run = train(read(zoo()["ssvae"]), REQUEST, tmp_path / "run").run
    found = {result.name.strip(): result.value for result in measure_bound(run, Effort())}
    assert found["bound"] < 0 and "its term KL(q(t|x) ‖ p(t))" in found
    (accuracy,) = measure_accuracy(run, Effort())
    assert accuracy.name == "accuracy of t" and 0 <= accuracy.value <= 1


def test_a_model_without_partly_observed_classes_hides_nothing(tmp_path) -> None:
    with pytest.raises(DataError, match="no node of classes is partly observed"):
        train(read(zoo()["vae"]), REQUEST, tmp_path / "run")


def test_labels_of_a_file_may_be_missing(tmp_path) -> None:
    rng = np.random.default_rng(0)
    x, t = rng.random((40, 3)), np.where(np.arange(40) % 2, -1, np.arange(40) % 3)
    np.savez(tmp_path / "a.npz", x=x, t=t)
    spec = """
        visible x : unit ~ data
        visible t : cat[3] ~ data or Categorical
        latent z : real[2] ~ Normal(0, 1)
        z, t -> x ~ G[θ]
        x, t ..> z ~ E[η]
        x ..> t ~ C[η] {gradient = enumerate}
    """
    request = Request(data=str(tmp_path / "a.npz"), steps=3, batch=8)
    run = train(Source("spec.sgm", spec), request, tmp_path / "run").run
    assert (_labels(run) < 0).any()
    assert [result.name for result in measure_accuracy(run, Effort())] == ["accuracy of t"]

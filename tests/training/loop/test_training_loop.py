"""The loop costs little, shows what it should, and its pictures are there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from schematic.diagnostics import Source
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, Run, evaluate, train
from schematic.training.checkpoint.training_state import State
from schematic.training.evaluation import Effort
from schematic.training.log.csv_log import read_log
from schematic.training.log.progress import Plain, reporting, show_losses
from schematic.training.loop.batches import Batches, to_columns
from schematic.training.loop.training_loop import Session, advance, learning_share
from schematic.training.options.batch_places import places
from schematic.training.options.config import Config
from schematic.training.options.setup import GAME, PLAIN, WAKE_SLEEP, set_up

PICTURES = {
    "vae": {"curves.png", "samples.png", "reconstructions.png"},
    "gan": {"curves.png", "samples.png"},
    "ada": {"curves.png", "predictions.png"},
    "ae": {"curves.png", "reconstructions.png"},
}


class Idle:
    """A model whose step costs nothing."""

    def __init__(self) -> None:
        self.loss = {"phi": torch.zeros(()), "theta": torch.zeros(())}

    def step(self, batch: Any, optimizers: Any) -> dict[str, torch.Tensor]:
        return self.loss


@pytest.mark.slow
def test_a_step_of_the_loop_costs_less_than_30_microseconds(opened: Callable[[str], Run]) -> None:
    run = opened("gan")
    state = State(Idle(), run.model.optimizers())  # type: ignore[arg-type]
    columns = to_columns(run.setup.train, places(run.setup.schematic), run.device)
    session = Session(
        folder=run.folder,
        config=run.setup.config,
        state=state,
        batches=Batches(columns, 128, 0),
        probes={},
        device=run.device,
        reporter=Plain(1),
    )
    costs = []
    for _ in range(30):
        begin = time.perf_counter()
        advance(session, state.step + 100, [])
        costs.append((time.perf_counter() - begin) / 100)
        state.recent.clear()
    assert min(costs) < 30e-6


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_fit_the_model(name: str, trained: Callable[[str], Path]) -> None:
    from PIL import Image

    folder = trained(name)
    assert {path.name for path in folder.glob("*.png")} == PICTURES[name]
    for path in folder.glob("*.png"):
        with Image.open(path) as image:
            assert np.asarray(image.convert("L")).std() > 5


@pytest.mark.slow
def test_a_code_of_classes_has_a_picture(tmp_path: Path) -> None:
    text = (
        "model M\nvisible x : unit ~ data\nlatent z : real[4] ~ Normal(0, 1)\n"
        "latent c : cat[3] ~ Categorical()\nindicator y : {fake, real}\n"
        "z, c ..|> x = G[θ]\nx -!> y ~ D[φ]\nx -> c ~ Q[η]\n"
    )
    request = Request(data="digits", steps=4, batch=8)
    run = train(Source.of("m.sgm", text), request, tmp_path / "run").run
    assert (tmp_path / "run" / "codes.png").exists()
    names = {result.name for result in evaluate(run, Effort(draws=1, samples=50))}
    assert {"code c recovered", "information of c"} <= names


def test_the_log_has_all_losses_and_terms(trained: Callable[[str], Path]) -> None:
    rows = read_log(trained("gan") / "log.csv")
    assert [row["step"] for row in rows] == list(range(1, 13))
    assert set(rows[0]) >= {
        "phi loss",
        "theta loss",
        "phi: −log q(y|x)",
        "theta: −log qʳ(y|x)",
        "test phi: −log q(y|x)",
    }


def test_the_emitted_source_lies_in_the_run(trained: Callable[[str], Path]) -> None:
    text = (trained("vae") / "model.py").read_text("utf-8")
    assert "class VAE(nn.Module)" in text
    assert "schematic" not in text.replace("Written by Schematic", "")
    assert (trained("vae") / "spec.sgm").read_bytes() == zoo()["vae"].read_bytes()


def test_defaults_follow_from_the_objective() -> None:
    paces = {
        name: set_up(read(zoo()[name]), Request()).config
        for name in ("vae", "aavae", "gan", "ada", "helmholtz")
    }
    assert {name for name, c in paces.items() if c.betas == GAME.betas} == {"gan", "ada"}
    assert paces["vae"].steps == paces["aavae"].steps
    assert paces["helmholtz"].steps == WAKE_SLEEP.steps
    assert paces["ada"].data == "moons-rotated"
    assert paces["vae"].data == "digits"
    few = set_up(read(zoo()["vae"]), Request(fraction=0.1)).config
    assert few.steps < paces["vae"].steps <= PLAIN.steps


def test_epochs_count_examples() -> None:
    config = set_up(read(zoo()["vae"]), Request(data="digits", epochs=2, batch=100)).config
    assert config.steps == 30


def test_the_learning_rate_falls_at_the_end() -> None:
    request = Request(data="digits", steps=100, lr=1.0)
    config: Config = set_up(read(zoo()["vae"]), request).config
    rates = [learning_share(config)(step) for step in (0, 49, 50, 75, 99)]
    assert rates == pytest.approx([1, 1, 1, 0.5, 0.02])


def test_plain_lines_are_few(capsys: pytest.CaptureFixture[str]) -> None:
    plain = Plain(1000)
    for step in range(1, 1001):
        plain.report(step, 0.1, {"theta,eta": 1.0})
    lines = capsys.readouterr().err.splitlines()
    assert 8 <= len(lines) <= 12
    assert "step 1000 of 1000   θ,η 1" in lines[-1]


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with reporting("GAN", 0, 10, quiet=False) as reporter:
        for step in range(1, 11):
            reporter.tick(step)
        reporter.report(10, 0.1, {"phi": 1.0})
    assert show_losses({"phi": 1.0, "theta": 0.25}) == "φ 1   θ 0.25"


@pytest.mark.slow
def test_data_in_a_file_train_too(tmp_path: Path) -> None:
    np.save(tmp_path / "points.npy", np.random.default_rng(0).random((50, 3)).astype("f4"))
    request = Request(data=str(tmp_path / "points.npy"), steps=5, batch=8)
    outcome = train(read(zoo()["vae"]), request, tmp_path / "run")
    assert outcome.run.setup.config.shapes == {"x": (3,)}
    assert outcome.run.setup.test is not None
    assert len(outcome.run.setup.test.columns["x", ""]) == 5

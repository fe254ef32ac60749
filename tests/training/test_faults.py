"""Losses that are not finite, and disks that are full: a clear message, and nothing lost."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from schematic.diagnostics import Source
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import (
    DivergedError,
    Request,
    RunError,
    TrainingError,
    open_run,
    resume,
    train,
)
from schematic.training.checkpoint.checkpoint_file import CURRENT, PREVIOUS

pytestmark = pytest.mark.usefixtures("no_pictures")

SHORT = {"steps": 30, "batch": 16, "checkpoint_every": 10, "data": "digits"}


def test_a_loss_that_is_not_finite_is_named(tmp_path: Path) -> None:
    with pytest.raises(DivergedError) as caught:
        train(read(zoo()["vae"]), Request(**SHORT, lr=1e4), tmp_path / "run")  # type: ignore[arg-type]
    message = str(caught.value)
    assert "player theta,eta" in message
    assert "its term" in message
    assert "p(x|z)" in message or "KL" in message
    assert "at step" in message
    assert f"in {tmp_path / 'run'} is good" in message
    assert "cure: try a smaller --lr" in message
    assert caught.value.status == 1
    assert open_run(tmp_path / "run").state.step < 30


def test_a_run_diverges_at_the_same_step_after_a_resume(tmp_path: Path) -> None:
    with pytest.raises(DivergedError) as first:
        train(read(zoo()["vae"]), Request(**SHORT, lr=1e4), tmp_path / "run")  # type: ignore[arg-type]
    with pytest.raises(DivergedError) as second:
        resume(tmp_path / "run")
    assert str(first.value) == str(second.value)


def test_a_parameter_that_is_not_finite_is_never_saved(tmp_path: Path) -> None:
    train(read(zoo()["ae"]), Request(**SHORT), tmp_path / "run")  # type: ignore[arg-type]
    run = open_run(tmp_path / "run")
    next(iter(run.model.parameters())).data.fill_(float("nan"))
    from schematic.training.log.progress import Silent
    from schematic.training.loop.training_loop import Session, save_good

    unused: Any = None
    session = Session(run.folder, run.setup.config, run.state, unused, {}, run.device, Silent())
    with pytest.raises(DivergedError, match="the parameter `"):
        save_good(session)
    assert open_run(tmp_path / "run").state.step == 30


def test_a_full_disk_leaves_the_checkpoint_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, content: memoryview) -> int:
        if len(content) < 5_000:
            return write(descriptor, content)
        write(descriptor, content[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    write = os.write
    train(read(zoo()["ae"]), Request(**SHORT), tmp_path / "run")  # type: ignore[arg-type]
    before = (tmp_path / "run" / CURRENT).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(TrainingError, match=r"(?s)no space left.*sgm train .* --resume"):
            resume(tmp_path / "run", Request(steps=40))
    assert (tmp_path / "run" / CURRENT).read_bytes() == before
    assert sorted(p.name for p in (tmp_path / "run").glob("*.safetensors*")) == [CURRENT, PREVIOUS]
    assert not list((tmp_path / "run").glob(".*"))
    assert resume(tmp_path / "run", Request(steps=40)).run.state.step == 40


def test_a_run_is_not_written_over_unasked(tmp_path: Path) -> None:
    request = Request(**SHORT)  # type: ignore[arg-type]
    train(read(zoo()["ae"]), request, tmp_path / "run")
    with pytest.raises(TrainingError, match="holds a run already"):
        train(read(zoo()["ae"]), request, tmp_path / "run")
    (tmp_path / "run" / "notes.txt").write_text("mine")
    train(read(zoo()["vae"]), request, tmp_path / "run", force=True)
    assert open_run(tmp_path / "run").setup.schematic.name == "VAE"
    assert (tmp_path / "run" / "notes.txt").read_text() == "mine"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").write_text("mine")
    with pytest.raises(TrainingError, match="something else"):
        train(read(zoo()["ae"]), request, tmp_path / "other")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": 0}, "--steps cannot be 0"),
        ({"batch": -3}, "--batch cannot be -3"),
        ({"lr": float("nan")}, "--lr cannot be nan"),
        ({"betas": (0.5, 1.0)}, "(?s)--betas cannot be \\(0.5, 1.0.*\\[0, 1\\)"),
        ({"decay": 1.5}, "--decay cannot be 1.5"),
        ({"steps": 10**400}, "more than 30 digits"),
        ({"epochs": 2.5}, "--epochs cannot be 2.5"),
        ({"seed": 2**63}, "--seed cannot be 9223372036854775808"),
        ({"fraction": 0}, "--fraction cannot be 0"),
        ({"held_out": 1}, "--held-out cannot be 1"),
        ({"steps": 5, "epochs": 5}, "both say how long"),
        ({"device": "tpu"}, "--device cannot be tpu"),
    ],
)
def test_options_out_of_range(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=message) as caught:
        train(read(zoo()["ae"]), Request(data="digits", **options), tmp_path / "run")
    assert caught.value.status == 2
    assert not (tmp_path / "run").exists()


def test_a_net_that_is_never_fed_is_no_spec(tmp_path: Path) -> None:
    from schematic.diagnostics import SchematicError

    with pytest.raises(SchematicError):
        train(Source.of("empty.sgm", ""), None, tmp_path / "run")


def test_before_the_first_checkpoint_there_is_none_to_go_on_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, content: memoryview) -> int:
        if len(content) > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, content)

    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(TrainingError) as caught:
            train(read(zoo()["ae"]), Request(**SHORT), tmp_path / "run")  # type: ignore[arg-type]
    assert "at step 0; no checkpoint is written yet" in caught.value.message
    assert "then begin again: sgm train FILE --force" in caught.value.cure
    with pytest.raises(RunError, match="training ended before the first was written"):
        resume(tmp_path / "run")
    train(read(zoo()["ae"]), Request(**SHORT), tmp_path / "run", force=True)  # type: ignore[arg-type]


def test_an_average_that_is_not_finite_is_never_saved(tmp_path: Path) -> None:
    from schematic.training.log.progress import Silent
    from schematic.training.loop.training_loop import Session, save_good
    from tests.training.checkpoint.small_checkpoint import small_state, write_steps

    write_steps(tmp_path, 1)
    state, unused = small_state(), None
    state.saved = 1
    next(iter(state.optimizers["theta"].state.values()))["exp_avg_sq"].fill_(float("inf"))
    config: Any = type("Seeded", (), {"seed": 0})
    given: Any = (tmp_path, config, state, unused, {}, torch.device("cpu"), Silent())
    with pytest.raises(DivergedError, match="the exp_avg_sq of `weight` is not finite after step"):
        save_good(Session(*given))
    state.saved = None
    next(iter(state.optimizers["theta"].state.values()))["exp_avg_sq"].fill_(float("inf"))
    with pytest.raises(DivergedError, match="no checkpoint is written yet"):
        save_good(Session(*given))

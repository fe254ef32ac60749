"""A checkpoint that does not fit is refused before a kernel sees it, and a kill loses none."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, RunError, open_run, resume, train
from schematic.training.checkpoint.checkpoint_file import CURRENT, FRESH, PREVIOUS

pytestmark = pytest.mark.usefixtures("no_pictures")

STEPS, LONGER = 6, 9


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a short run with two checkpoints."""
    request = Request(data="digits", steps=STEPS, batch=16, checkpoint_every=4)
    train(read(zoo()["ae"]), request, tmp_path / "run")
    return tmp_path / "run"


def rewrite(run: Path, change: Callable[[dict[str, Tensor]], object]) -> None:
    """Change the tensors of the last checkpoint, and remove the one before it."""
    with safe_open(run / CURRENT, framework="pt") as archive:
        tensors = {name: archive.get_tensor(name) for name in archive.keys()}  # noqa: SIM118
        about = json.loads(archive.metadata()["state"])
    change(tensors)
    (run / CURRENT).write_bytes(save(tensors, metadata={"state": json.dumps(about)}))
    (run / PREVIOUS).unlink()


def slot(tensors: dict[str, Tensor], name: str) -> str:
    """The key of the first slot of that name."""
    return next(key for key in tensors if key.startswith("optimizer.") and key.endswith(name))


@pytest.mark.parametrize("name", ["exp_avg", "exp_avg_sq", "step"])
@pytest.mark.parametrize(
    "change",
    [
        lambda value: torch.zeros(0),
        lambda value: torch.zeros(1),
        lambda value: torch.zeros(10**6),
        lambda value: value.double(),
        lambda value: value.to(torch.int64),
    ],
    ids=["empty", "one", "large", "float64", "int64"],
)
def test_slots_of_another_form_are_refused(
    run: Path, name: str, change: Callable[[Tensor], Tensor]
) -> None:
    def damage(tensors: dict[str, Tensor]) -> None:
        key = slot(tensors, name)
        tensors[key] = change(tensors[key])

    rewrite(run, damage)
    with pytest.raises(RunError, match=f"the {name} of its optimizer is torch"):
        resume(run, Request(steps=LONGER))


def test_slots_that_are_missing_or_too_many_are_refused(run: Path) -> None:
    shutil.copytree(run, run.with_name("other"))
    rewrite(run, lambda tensors: tensors.pop(slot(tensors, "exp_avg")))
    with pytest.raises(RunError, match="its optimizer does not hold exp_avg, exp_avg_sq, step"):
        resume(run, Request(steps=LONGER))
    key = "optimizer.theta,eta.-1.step"
    rewrite(run.with_name("other"), lambda tensors: tensors.update({key: torch.tensor(1.0)}))
    with pytest.raises(RunError, match="its optimizer has no parameter -1"):
        resume(run.with_name("other"), Request(steps=LONGER))


@pytest.mark.parametrize("state", [torch.zeros(3, dtype=torch.uint8), torch.zeros(5_000)])
def test_random_states_of_another_form_are_refused(run: Path, state: Tensor) -> None:
    rewrite(run, lambda tensors: tensors.update({"random.cpu": state}))
    with pytest.raises(RunError, match="its random state of cpu is not one"):
        resume(run, Request(steps=LONGER))


@pytest.mark.parametrize("is_torn", [False, True])
def test_a_kill_between_the_two_renames_loses_nothing(
    run: Path, is_torn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_torn:
        (run / CURRENT).write_bytes(b"torn")
    pid = os.fork()
    if pid == 0:
        replace = Path.replace

        def die_before_the_second(self: Path, target: Path) -> Path:
            if self.name == FRESH and target.name == CURRENT:
                os._exit(9)
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", die_before_the_second)
        try:
            resume(run, Request(steps=LONGER))
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    assert not (run / CURRENT).exists()
    assert open_run(run).state.step == (4 if is_torn else STEPS)
    assert resume(run, Request(steps=LONGER)).run.state.step == LONGER
    assert not (run / FRESH).exists()

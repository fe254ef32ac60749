"""Precision, parts and shards in one process: saved, checked, and free to change."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, TrainingError, open_run, resume, train
from schematic.training.checkpoint.checkpoint_file import CURRENT
from schematic.training.distributed.shards import Shards
from schematic.training.run.run_folder import CONFIG
from tests.cli.test_bad_input import ENVIRONMENT
from tests.training.players import whole

pytestmark = pytest.mark.usefixtures("no_pictures")


def train_ae(folder: Path, **more: Any) -> Any:
    options = {"data": "digits", "steps": 6, "batch": 16, "seed": 1, "decay": 0.0}
    return train(read(zoo()["ae"]), Request(**{**options, **more}), folder)


@pytest.mark.parametrize("options", [{"accumulate": 4}, {"shard": True}], ids=str)
def test_parts_and_shards_change_nothing_but_rounding(
    options: dict[str, Any], tmp_path: Path
) -> None:
    """The autoencoder draws no noise."""
    train_ae(tmp_path / "plain")
    train_ae(tmp_path / "other", **options)
    plain, other = (load_file(tmp_path / name / CURRENT) for name in ("plain", "other"))
    assert plain.keys() == other.keys()
    for name, value in plain.items():
        torch.testing.assert_close(other[name], value, rtol=1e-4, atol=1e-5)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="TorchInductor needs g++")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_compiled_steps_change_nothing_but_rounding(tmp_path: Path) -> None:
    train_ae(tmp_path / "plain")
    train_ae(tmp_path / "fast", fast=True)
    plain, fast = (load_file(tmp_path / name / CURRENT) for name in ("plain", "fast"))
    assert plain.keys() == fast.keys()
    for name, value in plain.items():
        torch.testing.assert_close(fast[name], value, rtol=1e-4, atol=1e-5)
    assert open_run(tmp_path / "fast").setup.config.fast
    assert not resume(tmp_path / "fast", Request(steps=8, fast=False)).run.setup.config.fast


@pytest.mark.parametrize("options", [{"accumulate": 2}, {"shard": True}], ids=str)
def test_compiled_steps_are_those_of_one_process(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="--fast compiles the step of one process"):
        train_ae(tmp_path / "run", fast=True, **options)


def test_the_options_are_saved_and_may_change(tmp_path: Path) -> None:
    train_ae(tmp_path / "run", precision="bf16", accumulate=2)
    config = open_run(tmp_path / "run").setup.config
    assert (config.precision, config.accumulate, config.shard) == ("bf16", 2, False)
    request = Request(steps=8, precision="float32", accumulate=1, shard=True)
    config = resume(tmp_path / "run", request).run.setup.config
    assert (config.precision, config.accumulate, config.shard) == ("float32", 1, True)
    assert resume(tmp_path / "run", Request(steps=9, shard=False)).run.state.step == 9


def test_a_run_from_before_these_options_opens(tmp_path: Path) -> None:
    train_ae(tmp_path / "run")
    path = tmp_path / "run" / CONFIG
    content = json.loads(path.read_text("utf-8"))
    for name in ("precision", "accumulate", "shard"):
        del content["options"][name]
    path.write_text(json.dumps(content), "utf-8")
    assert open_run(tmp_path / "run").setup.config.precision == "float32"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"accumulate": 3}, "(?s)--batch 16 cannot be cut into 3 equal parts.*--batch 15 or 18"),
        ({"accumulate": 0}, "(?s)--accumulate cannot be 0.*a whole number from 1 to 2,147,483,647"),
        ({"precision": "fp8"}, "(?s)--precision cannot be fp8.*float32 or bf16"),
    ],
)
def test_options_that_cannot_be(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=message) as caught:
        train_ae(tmp_path / "run", **options)
    assert caught.value.status == 2
    assert not (tmp_path / "run").exists()


class Twice(nn.Module):
    """A layer is called on data and on what has a gradient, in this order or the other."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.twice = nn.Linear(3, 3), nn.Linear(3, 3)

    def loss(self, x: torch.Tensor, order: int) -> torch.Tensor:
        inputs = (self.first(x), x)[::order]
        return torch.stack([self.twice(each).pow(3).sum() for each in inputs]).sum()


@pytest.mark.parametrize("order", [1, -1])
def test_every_call_of_a_sharded_layer_counts(order: int) -> None:
    plain, sharded = Twice(), Twice()
    x = torch.ones(5, 3)
    plain.loss(x, order).backward()
    with Shards(sharded, torch.device("cpu")) as shards:
        with shards.exchange("", now=True):
            sharded.loss(x, order).backward()
        shards.settle()
        for ours, theirs in zip(sharded.parameters(), plain.parameters(), strict=True):
            torch.testing.assert_close(whole(ours.grad), theirs.grad)


@pytest.mark.slow
def test_one_process_loads_nothing_for_several() -> None:
    program = (
        "import sys, schematic.training.train_and_resume\n"
        "from schematic.training.distributed.torchrun import find_launch\n"
        "from schematic.training.distributed.processes import joined\n"
        "with joined(find_launch()): pass\n"
        "parts = ('process_group', 'failure_reports', 'replicas', 'shards')\n"
        "loaded = [name for name in sys.modules if name.startswith('schematic.training')]\n"
        "assert not set(parts) & {name.rpartition('.')[2] for name in loaded}\n"
    )
    subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, check=True)

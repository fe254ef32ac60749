"""The code of docs/own-nets.md runs as it stands; that of Lightning where it is installed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from schematic.resources import zoo

PAGE = Path(__file__).parents[2] / "docs" / "own-nets.md"


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.fixture
def scope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names of the page after its blocks but the last; its loop takes five steps."""
    monkeypatch.chdir(tmp_path)
    Path("gan.sgm").write_bytes(zoo()["gan"].read_bytes())
    *first, _ = blocks()
    names: dict[str, Any] = {"__name__": "page"}
    for text in first:
        exec(text.replace("range(100)", "range(5)"), names)
    return names


def test_the_loop_moves_every_parameter(scope: dict[str, Any]) -> None:
    model = scope["m"]
    assert model.G is scope["generator"]
    assert len(blocks()) == 3
    assert all(parameter.grad is not None for parameter in model.parameters())
    assert all(optimizer.state for optimizer in scope["optimizers"].values())


@pytest.mark.filterwarnings("ignore")
def test_lightning_trains_it(scope: dict[str, Any], tmp_path: Path) -> None:
    lightning = pytest.importorskip("lightning", reason="Lightning is not installed")
    exec(blocks()[-1], scope)
    before = [parameter.detach().clone() for parameter in scope["m"].parameters()]
    trainer = lightning.Trainer(
        max_epochs=1,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=tmp_path,
    )
    rows = [{"x": row} for row in torch.rand(64, 2)]
    trainer.fit(scope["Trained"](scope["m"]), torch.utils.data.DataLoader(rows, batch_size=16))
    after = list(scope["m"].parameters())
    assert all(not torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert {"phi", "theta"} <= trainer.callback_metrics.keys()

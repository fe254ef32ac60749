"""The command `audit`: its script, its exit status, and what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schematic.cli import main

SCRIPT = """
import torch
from torch.nn import functional as F


def losses(nets, batch, noise):
    x = batch["x"]
    loc, log_var = nets["E"](x).chunk(2, -1)
    z = loc + torch.exp(0.5 * log_var) * noise["z"]
    nll = F.binary_cross_entropy_with_logits(nets["G"](z), x)
    kl = -0.5 * torch.sum(1 + log_var - loc**2 - log_var.exp(), 1).mean()
    return {"theta,eta": nll + kl}


def right(nets, batch, noise):
    print("a line of the script")
    kl = losses(nets, batch, noise)["theta,eta"]
    x = batch["x"]
    loc, log_var = nets["E"](x).chunk(2, -1)
    z = loc + torch.exp(0.5 * log_var) * noise["z"]
    nll = F.binary_cross_entropy_with_logits(nets["G"](z), x)
    return {"theta,eta": kl + (x[0].numel() - 1) * nll}


if __name__ == "__main__":
    raise AssertionError("this is where it trains")
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "my_vae.py"
    path.write_text(SCRIPT)
    return path


def test_a_wrong_loss_exits_with_1(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "vae", str(script), "--shape", "x=784"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "has weight 1/784" in said
    assert "you average over the 784 elements of x" in said


def test_another_function_is_named_behind_a_colon(
    script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "vae", f"{script}:right", "--to", "json", "--seed", "2"]) == 0
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert data["passed"] and data["seed"] == 2
    assert "a line of the script" in err


@pytest.mark.parametrize(
    ("word", "text", "says"),
    [
        ("none.py", None, "cannot be read"),
        ("broken.py", "x = (", "broken.py:1: SyntaxError"),
        ("fails.py", "import torch\n1 / 0\n", "fails.py:2: ZeroDivisionError"),
        ("empty.py:lossess", "def losses(a, b, c): ...\n", "did you mean `losses`?"),
        ("value.py", "losses = 3\n", "defines no function"),
    ],
)
def test_a_script_that_cannot_be_used_is_explained(
    word: str, text: str | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (tmp_path / word.partition(":")[0]).write_text(text)
    assert main(["audit", "vae", str(tmp_path / word)]) == 1
    said = capsys.readouterr().err
    assert "SGM690" in said and says in said


def test_a_net_of_ones_own_is_taken(script: Path, tmp_path: Path) -> None:
    nets = tmp_path / "nets.py"
    nets.write_text("from torch import nn\n\n\ndef encoder():\n    return nn.Linear(3, 32)\n")
    words = ["audit", "vae", f"{script}:right", "--shape", "x=3", "--net", f"E={nets}:encoder"]
    assert main(words) == 0

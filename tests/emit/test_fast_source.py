"""The file beside a model's: it compiles the steps of the class that it imports."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch
from torch import fx

import schematic
from schematic.cli import main
from schematic.emit import write_source
from schematic.emit.fast_source import write_fast_source
from schematic.emit.runtime.tracing import is_random
from tests.golden import check_golden
from tests.model.fast_pair import as_traced, of_zoo

VAE = """\
visible x : real[3] ~ data
latent z : real[2] ~ Normal(0, 1)
z -> x ~ G[θ]
x ..> z ~ E[η]
"""
GOLDEN = Path(__file__).parent / "golden"


def test_golden() -> None:
    spec, _ = of_zoo("gan")
    check_golden(GOLDEN / "gan-fast.py.txt", write_fast_source(spec, "gan"))


def test_the_two_files_run_without_this_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, batch = of_zoo("vae")
    (tmp_path / "plain_vae.py").write_text(write_source(spec), encoding="utf-8")
    text = write_fast_source(spec, "plain_vae")
    assert "schematic." not in text.replace("torch.ops.schematic", "")
    (tmp_path / "fast_vae.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    import fast_vae  # type: ignore[import-not-found]

    model = fast_vae.FastVAE()
    model.graphs = fast_vae.Graphs(as_traced)
    optimizers = model.optimizers()
    losses = [model.step(batch, optimizers)["theta,eta"].item() for _ in range(30)]
    assert losses[-1] < losses[0]
    assert [step is not None for step in model.graphs.steps.values()] == [True]
    for name in ("fast_vae", "plain_vae"):
        del sys.modules[name]


def test_the_command_writes_both(tmp_path: Path) -> None:
    out = tmp_path / "model.py"
    assert main(["compile", "gan", "--shape", "x=4", "--fast", "-o", str(out)]) == 0
    assert "from model import GAN" in (tmp_path / "model_fast.py").read_text("utf-8")
    assert "Graphs" not in out.read_text("utf-8")


@pytest.mark.parametrize("out", ["-", "model.txt", "my-model.py", "class.py"])
def test_what_cannot_be_imported_is_refused(
    out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = out if out == "-" else str(tmp_path / out)
    assert main(["compile", "gan", "--shape", "x=4", "--fast", "-o", place]) == 2
    assert "`-o model.py`" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["s", "item", "items"])
def test_the_class_may_be_called_like_the_end_of_another_name(name: str) -> None:
    """The file that makes the fast model differs from the other in the class alone."""
    named = schematic.parse(f"model {name}\n{VAE}")
    slow = write_source(named).partition("if __name__")[2]
    fast = write_fast_source(named, "slow").partition("if __name__")[2]
    assert fast == slow.replace(f"model = {name}()", f"model = Fast{name}()") != slow


def test_random_numbers_are_recognised() -> None:
    graph = fx.Graph()
    drawn = graph.call_function(torch.ops.aten.randn.default, ([2],))
    plain = graph.call_function(torch.ops.aten.relu.default, (drawn,))
    assert is_random(drawn)
    assert not is_random(plain)

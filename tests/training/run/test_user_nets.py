"""Nets of a user's own in a run: named from a file, kept by its checksum, and never run unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from schematic import Error, SchematicError
from schematic.diagnostics import Source
from schematic.training import Request, RunError, evaluate, open_run, resume, train

SPEC = Source.of(
    "small.sgm",
    "model Small\nvisible x : real[2] ~ data\nlatent z : real[3] ~ Normal(0, 1)\n"
    "z -> x ~ Normal(G[θ], 1)\nx ..> z ~ E[η]\n",
)
BESIDE = "from torch import nn\n\ndef hidden(size):\n    return nn.Linear(size, 8)\n"
NETS = """
import torch
from torch import nn
from beside_nets import hidden

with open(__file__ + ".ran", "a") as ran:
    ran.write("x")

class Generator(nn.Module):
    def __init__(self, z, x, width=8):
        super().__init__()
        self.layers = nn.Sequential(hidden(*z), nn.ReLU(inplace=True), nn.Linear(width, *x))

    def forward(self, z):
        return self.layers(z)

def encoder():
    return nn.Sequential(nn.ReLU(inplace=True), nn.Linear(2, 6), nn.BatchNorm1d(6))

ready = nn.Linear(3, 2)
number = 7

class Moody(Generator):
    def forward(self, z):
        if len(z) > 2:
            raise ValueError("too many rows")
        return super().forward(z)

class Broken(Generator):
    def forward(self, z):
        return self.nothing(z)

def double():
    return nn.Linear(3, 2).double()

def wide(width):
    return nn.Linear(3, width)

def fails():
    return 1 / 0
"""


@pytest.fixture
def nets(tmp_path: Path) -> Path:
    """A file with nets, and one beside it."""
    (tmp_path / "beside_nets.py").write_text(BESIDE, "utf-8")
    file = tmp_path / "nets.py"
    file.write_text(NETS, "utf-8")
    return file


def times_run(file: Path) -> int:
    """How often a file of nets has been run."""
    ran = Path(f"{file}.ran")
    return len(ran.read_text("utf-8")) if ran.exists() else 0


def request(named: dict[str, str], **more: object) -> Request:
    return Request(data="ring", steps=4, batch=16, nets=named, **more)


def both(file: Path) -> dict[str, str]:
    return {"G": f"{file}:Generator", "E": f"{file}:encoder"}


@pytest.mark.slow
@pytest.mark.usefixtures("no_pictures")
def test_a_run_trains_and_goes_on_with_them(nets: Path, tmp_path: Path) -> None:
    folder, whole = tmp_path / "run", tmp_path / "whole"
    run = train(SPEC, request(both(nets), decay=0.0), folder).run
    assert times_run(nets) == 1
    assert "self.E(x.clone())" in (folder / "model.py").read_text("utf-8")
    assert "the constructor takes: G, E." in (folder / "model.py").read_text("utf-8")
    assert "# G = Generator, E = encoder of" in (folder / "nets.txt").read_text("utf-8")
    assert run.setup.config.nets == both(nets)
    again = open_run(folder, {"nets": both(nets)})
    for name, value in run.model.state_dict().items():
        assert torch.equal(again.model.state_dict()[name], value)
    kept = {name: value.clone() for name, value in again.model.state_dict().items()}
    evaluate(again)
    assert all(module.training for module in again.model.modules())
    assert all(torch.equal(value, kept[name]) for name, value in again.model.state_dict().items())
    assert run.model.E[2].num_batches_tracked == run.state.step
    gone_on = resume(folder, Request(steps=8, nets=both(nets))).run
    longer = Request(data="ring", steps=8, batch=16, decay=0.0, nets=both(nets))
    train(SPEC, longer, whole)
    straight = open_run(whole, {"nets": both(nets)})
    for name, value in straight.model.state_dict().items():
        torch.testing.assert_close(gone_on.model.state_dict()[name], value)


@pytest.mark.usefixtures("no_pictures")
@pytest.mark.parametrize("how", [{"accumulate": 2}, {"precision": "bf16"}, {"seed": 3}])
def test_other_options_go_with_them(how: dict[str, object], nets: Path, tmp_path: Path) -> None:
    run = train(SPEC, request({"G": f"{nets}:Generator"}, **how), tmp_path / "run").run
    assert run.state.step == 4
    assert type(run.model.G).__name__ == "Generator"


@pytest.mark.usefixtures("no_pictures")
def test_a_file_that_was_moved_is_the_same_file(nets: Path, tmp_path: Path) -> None:
    folder, other = tmp_path / "run", tmp_path / "elsewhere"
    train(SPEC, request({"E": f"{nets}:encoder"}), folder)
    other.mkdir()
    for file in (nets, nets.parent / "beside_nets.py"):
        file.rename(other / file.name)
    moved = {"E": f"{other / nets.name}:encoder"}
    assert resume(folder, Request(steps=6, nets=moved)).run.setup.config.nets == moved


@pytest.mark.usefixtures("no_pictures")
def test_nothing_is_run_that_nobody_names(nets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    train(SPEC, request(both(nets)), folder)
    other = tmp_path / "other.py"
    other.write_text(NETS + "# another one\n", "utf-8")
    ran = times_run(nets)
    refused: list[tuple[dict[str, str], str]] = [
        ({}, "name them, if you trust these files"),
        ({"G": f"{nets}:Generator"}, "name them, if you trust these files"),
        ({**both(nets), "E": f"{nets}:double"}, "was trained with encoder for E"),
        ({**both(nets), "E": f"{other}:encoder"}, "is not the file that the run"),
    ]
    for named, words in refused:
        for call in (
            lambda named=named: open_run(folder, {"nets": named}),
            lambda named=named: resume(folder, Request(steps=6, nets=named)),
        ):
            with pytest.raises(RunError) as caught:
                call()
            assert words in str(caught.value)
    assert (times_run(nets), times_run(other)) == (ran, 0)


@pytest.mark.usefixtures("no_pictures")
def test_a_run_folder_that_names_a_file_does_not_run_it(nets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    train(SPEC, request({}), folder)
    config = folder / "config.json"
    options = json.loads(config.read_text("utf-8"))
    options["options"] |= {"nets": {"G": f"{nets}:Generator"}, "net_sums": {"G": "0"}}
    config.write_text(json.dumps(options), "utf-8")
    with pytest.raises(RunError, match="if you trust these files"):
        open_run(folder)
    with pytest.raises(RunError, match="if you trust these files"):
        resume(folder, Request(steps=6))
    with pytest.raises(RunError, match="is not the file"):
        open_run(folder, {"nets": {"G": f"{nets}:Generator"}})
    assert times_run(nets) == 0


@pytest.mark.usefixtures("no_pictures")
def test_a_net_for_a_run_that_has_its_own(nets: Path, tmp_path: Path) -> None:
    train(SPEC, request({}), tmp_path / "run")
    with pytest.raises(RunError, match="trained with its own net G"):
        open_run(tmp_path / "run", {"nets": {"G": f"{nets}:Generator"}})
    assert times_run(nets) == 0


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("nets.py", "write FILE:NAME"),
        ("nets.py:", "write FILE:NAME"),
        ("net.py:Generator", "did you mean `nets.py`?"),
        ("nets.py:Generatr", "did you mean `Generator`?"),
        ("nets.py:hidden", "asks for `size`"),
        ("nets.py:number", "gives a int, not a module"),
        ("nets.py:double", "computes in float64"),
        ("nets.py:wide", "asks for `width`"),
        ("nets.py:fails", "nets.py:40: ZeroDivisionError: division by zero"),
        ("nets.py:Broken", "nets.py:31"),
        ("torn.py:Net", "torn.py:2: SyntaxError"),
        ("lost.py:Net", "lost.py:1: ModuleNotFoundError"),
        ("ends.py:Net", "ends.py:2: SystemExit"),
    ],
)
def test_what_does_not_fit_is_told(
    word: str, words: str, nets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("torn.py").write_text("from torch import nn\nclass Net(:\n", "utf-8")
    Path("lost.py").write_text("import no_such_package_anywhere\n", "utf-8")
    Path("ends.py").write_text("import sys\nsys.exit(3)\n", "utf-8")
    with pytest.raises(Error) as caught:
        train(SPEC, request({"G": word}), tmp_path / "run")
    assert words in str(caught.value)
    assert not (tmp_path / "run" / "config.json").exists()
    assert nets.exists()


def test_a_net_that_the_spec_has_not(nets: Path, tmp_path: Path) -> None:
    with pytest.raises(SchematicError, match="SGM601"):
        train(SPEC, request({"Q": f"{nets}:Generator"}), tmp_path / "run")
    assert times_run(nets) == 0


def test_an_error_while_training_has_its_own_place(
    nets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from schematic.cli import main

    monkeypatch.chdir(tmp_path)
    Path("small.sgm").write_text(SPEC.text, "utf-8")
    words = ["train", "small.sgm", "--data", "ring", "--steps", "2", "--net", "G=nets.py:Moody"]
    assert main([*words, "--out", "run", "--quiet"]) == 2
    said = capsys.readouterr().err
    assert "nets.py:26: ValueError: too many rows" in said
    assert "fault of schematic" not in said


def test_a_factory_draws_from_the_seed_of_the_run(nets: Path, tmp_path: Path) -> None:
    from schematic.pipeline import accept
    from schematic.training.options.user_nets import read_nets
    from schematic.training.run.user_modules import make_modules

    spec = accept(SPEC)
    named = read_nets({"G": f"{nets}:Generator", "E": f"{nets}:encoder"}, spec)
    state = torch.get_rng_state()
    first, second, third = (make_modules(named, spec, seed) for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), state)
    weights = [made["E"][1].weight for made in (first, second, third)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])

"""Whatever is wrong: one clear message with a cure, the right exit status, nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from schematic.cli import main
from schematic.resources import zoo
from tests.cli.conftest import Sgm

ROOT = Path(__file__).parents[2]
PYTHON = [sys.executable, "-m", "schematic"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
has_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**ENVIRONMENT, "SGM": " ".join(PYTHON)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", ["check", "derive", "compile", "render", "train"])
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.sgm", None, "SGM107"),
        ("folder.sgm", "folder", "SGM107"),
        ("binary.sgm", b"\x89PNG\x00\xff\xfe", "SGM104"),
        ("nul.sgm", b"model A\x00", "SGM104"),
        ("empty.sgm", b"", "SGM106"),
        ("long.sgm", b"x" * 10_000_000, "SGM1"),
        ("\0.sgm", None, "SGM107"),
        ("n" * 5000, None, "SGM107"),
    ],
    ids=["missing", "folder", "binary", "nul", "empty", "10MB-line", "NUL-name", "long-name"],
)
def test_files_that_are_no_specs(
    command: str, name: str, content: str | bytes | None, code: str, sgm: Sgm
) -> None:
    if content == "folder":
        Path(name).mkdir()
    elif isinstance(content, bytes):
        Path(name).write_bytes(content)
    out = {"render": ("-o", "out.svg"), "check": ()}.get(command, ("--out", "out"))
    said = sgm(command, name, *out)
    if command == "train" and content == "folder":
        assert said.status == 2
        assert "is a folder" in said.err
    else:
        assert said.status == 1
        assert code in (said.out if command == "check" else said.err)
    assert "Traceback" not in said.err
    assert len(said.out + said.err) < 20_000
    assert not Path("out").exists()
    assert not Path("out.svg").exists()


def test_unknown_words(sgm: Sgm) -> None:
    said = sgm("chekc", "gan")
    assert said.status == 2
    assert "did you mean `sgm check`?" in said.err
    assert sgm("--frobnicate").status == 2
    said = sgm("check", "gan", "--frobnicate")
    assert said.status == 2
    assert "--frobnicate" in said.err
    assert sgm("check").status == 2
    assert sgm("train", "gan", "--steps", "many").status == 2
    assert sgm("train", "gan", "--betas", "1").status == 2
    assert "did you mean the shipped spec `helmholtz`" in sgm("derive", "helmholz").err


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        ("train gan --epoch 3", "did you mean --epochs?"),
        ("train gan --batchsize=3", "did you mean --batch?"),
        ("sample x --count 3", "`sgm sample --help` lists all options"),
    ],
)
def test_an_unknown_option_has_a_cure(words: str, cure: str, sgm: Sgm) -> None:
    said = sgm(*words.split())
    assert said.status == 2
    assert f"cure: {cure}" in said.err


def test_a_run_goes_on_with_its_own_spec_alone(sgm: Sgm) -> None:
    assert sgm("train", "gan", "--data", "ring", "--steps", "1", "-o", "a run").status == 0
    other = sgm("train", "vae", "--resume", "--out", "a run", "--steps", "2")
    assert other.status == 1
    assert "was begun with another spec than vae.sgm is now" in other.err
    kept = Path("a run") / "spec.sgm"
    assert f"the spec that it keeps, {kept}; or begin another run: --out DIR" in other.err
    assert sgm("train", str(kept), "--resume", "--out", "a run", "--steps", "2").status == 0
    text = zoo()["gan"].read_text(encoding="utf-8")
    Path("edited.sgm").write_text(text.replace("128", "32"), encoding="utf-8")
    assert "another spec" in sgm("train", "edited.sgm", "--resume", "--out", "a run").err
    Path("commented.sgm").write_text(f"# a comment\n{text}", encoding="utf-8")
    said = sgm("train", "commented.sgm", "--resume", "--out", "a run", "--steps", "3")
    assert said.status == 0
    Path("elsewhere").mkdir()
    two = sgm("train", "a run", "--resume", "--out", "elsewhere")
    assert two.status == 2 and "give one of them" in two.err
    assert sgm("train", "--resume", "--out", "a run", "--steps", "4").status == 0
    assert "no folder" in sgm("train", "--resume", "--out", "nothing").err
    assert f"such as {Path('a run')}" in sgm("evaluate", ".").err


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((0, 2), "f4"), "no examples"),
        (np.full((5, 2), np.nan, "f4"), "not a finite"),
        (np.full((5, 2), 7.0, "f4"), "lie outside"),
        (np.array(["a", "b"]), "no plain numbers"),
        (np.float32(3), "single number"),
    ],
    ids=["empty", "NaN", "range", "words", "scalar"],
)
def test_data_that_cannot_be_used(array: np.ndarray, message: str, sgm: Sgm) -> None:
    np.save("data.npy", array)
    said = sgm("train", "vae", "--data", "data.npy")
    assert said.status == 1
    assert message in said.err
    assert "cure:" in said.err
    assert not Path("runs").exists()


@pytest.mark.slow
def test_data_that_are_missing_or_misshapen(sgm: Sgm) -> None:
    for data, message in (
        ("digit", "did you mean 'digits'"),
        ("./none.npy", "there is no file"),
        (".", "image"),
    ):
        said = sgm("train", "vae", "--data", data)
        assert said.status == 1
        assert message in said.err
    Path("s.sgm").write_text(
        "model M\nvisible x : unit[3] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
        "z -> x ~ G[θ]\nx ..> z ~ E[η]\n",
        "utf-8",
    )
    said = sgm("train", "s.sgm", "--data", "digits")
    assert said.status == 1
    assert "[1, 8, 8]" in said.err
    said = sgm("train", "s.sgm")
    assert said.status == 1
    assert "--data" in said.err


def test_options_out_of_range(sgm: Sgm) -> None:
    for words in (
        ("--steps", "-5"),
        ("--fraction", "2"),
        ("--held-out", "1"),
        ("--seed", "-1"),
        ("--lr", "0"),
        ("--resume", "--force"),
        ("--epochs", "1", "--steps", "1"),
    ):
        said = sgm("train", "ae", "--data", "digits", *words)
        assert said.status in (1, 2)
        assert "cure:" in said.err
        assert not Path("runs").exists()
    if not __import__("torch").cuda.is_available():
        said = sgm("train", "ae", "--device", "cuda")
        assert said.status == 2
        assert "no device `cuda` here" in said.err


def test_runs_that_are_none(sgm: Sgm) -> None:
    for command in (("sample",), ("evaluate",)):
        said = sgm(*command, "nowhere")
        assert said.status == 1
        assert "nowhere is no run: it is no folder" in said.err
    Path("runs").mkdir()
    assert "has no config.json" in sgm("evaluate", "runs").err
    Path("runs/config.json").write_text("{}")
    said = sgm("evaluate", "runs")
    assert said.status == 1
    assert "holds no options of a run" in said.err
    assert sgm("train", "runs", "--resume").status == 1


def test_places_that_cannot_be_written(sgm: Sgm) -> None:
    Path("file").write_text("mine")
    for out in ("file/out.py", "nowhere/out.py"):
        said = sgm("compile", "vae", "--data", "digits", "-o", out)
        assert said.status == 2
        assert out in said.err
        assert "cure:" in said.err
    said = sgm("train", "ae", "--data", "digits", "--out", "file")
    assert said.status == 2
    assert Path("file").read_text() == "mine"


@has_full
def test_a_full_disk(tmp_path: Path) -> None:
    for command in ("$SGM zoo gan > /dev/full", "$SGM derive gan -o /dev/full"):
        said = shell(command, tmp_path)
        assert said.returncode == 2
        assert "no space left on device" in said.stderr
        assert "cure:" in said.stderr
        assert "Traceback" not in said.stderr
        assert "Exception ignored" not in said.stderr


def test_a_disk_that_fills_up_while_writing(sgm: Sgm, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    Path("a.sgm").write_text("model   A\nvisible x : unit ~ data\n")
    monkeypatch.setattr(os, "fsync", full)
    said = sgm("fmt", "a.sgm")
    assert said.status == 2
    assert "a.sgm: no space left on device" in said.err
    assert Path("a.sgm").read_text().startswith("model   A")
    assert [path.name for path in Path().iterdir()] == ["a.sgm"]


def test_a_reader_that_leaves_early(tmp_path: Path) -> None:
    said = shell("(sleep 0.1; $SGM explain) 2>err | true; cat err", tmp_path)
    assert said.stdout == ""
    assert said.stderr == ""


@pytest.mark.slow
def test_interrupted_training_goes_on(tmp_path: Path) -> None:
    words = ["train", "vae", "--data", "digits", "--steps", "100000", "--log-every", "20"]
    process = subprocess.Popen(
        [*PYTHON, *words], cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    )
    log = tmp_path / "runs" / "vae-digits" / "log.csv"
    deadline = time.monotonic() + 60
    while not log.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted at step" in err
    assert f"resume with: sgm train {Path('runs') / 'vae-digits'} --resume" in err
    assert "Traceback" not in err
    assert (log.parent / "checkpoint.safetensors").exists()


def test_interrupted_elsewhere(sgm: Sgm, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("schematic.cli.zoo.run", interrupt, raising=True)
    said = sgm("zoo")
    assert (said.status, said.err) == (130, "sgm: interrupted\n")


def test_a_loss_that_is_not_finite(sgm: Sgm) -> None:
    said = sgm("train", "vae", "--steps", "20", "--lr", "10000", "--quiet")
    assert said.status == 1
    assert "the loss of player theta,eta is" in said.err
    assert "the checkpoint of step 0" in said.err or "the checkpoint of step" in said.err


def test_a_fault_of_ours(sgm: Sgm, monkeypatch: pytest.MonkeyPatch) -> None:
    import schematic.cli.zoo as zoo_command

    def fail(*_: object) -> int:
        raise RuntimeError("the impossible happened")

    monkeypatch.setattr(zoo_command, "run", fail)
    said = sgm("zoo")
    assert said.status == 2
    assert (
        "this is a fault of schematic, please report it: RuntimeError: the impossible" in said.err
    )
    assert "Traceback" not in said.err
    monkeypatch.setenv("SGM_DEBUG", "1")
    assert "Traceback" in sgm("zoo").err


def test_memory_that_runs_out(sgm: Sgm, monkeypatch: pytest.MonkeyPatch) -> None:
    import schematic.cli.zoo as zoo_command

    def fail(*_: object) -> int:
        raise MemoryError

    monkeypatch.setattr(zoo_command, "run", fail)
    said = sgm("zoo")
    assert said.status == 2
    assert "out of memory" in said.err


def test_main_never_raises() -> None:
    assert main(["check", "--format", "nope", "gan"]) == 2

"""A run folder from anywhere writes to no other file, and says nothing that a terminal obeys."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from schematic.cli import main
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, TrainingError, resume, train
from schematic.training.checkpoint.checkpoint_file import CURRENT, FRESH, PREVIOUS
from schematic.training.checkpoint.folder_lock import locked
from schematic.training.run.run_folder import CONFIG, FILES, MODEL

SHORT = {"data": "ring", "steps": 4, "batch": 16, "checkpoint_every": 2, "log_every": 1}
ESCAPE = "\x1b]0;mine\x07\x9b31m\u202e"
NAMES = (*FILES, "curves.png", "samples.png")


@pytest.fixture(scope="module")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a short run."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    train(read(zoo()["gan"]), Request(**SHORT), folder)  # type: ignore[arg-type]
    return folder


@pytest.fixture
def run(trained_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(trained_once, tmp_path / "run"))


def link_all(run: Path, outside: Path) -> dict[str, bytes]:
    """Replace every file of a run by a link to another one; return what the others hold."""
    outside.mkdir()
    for name in NAMES:
        path = run / name
        content = path.read_bytes() if path.exists() else b"mine"
        (outside / name).write_bytes(content)
        path.unlink(missing_ok=True)
        path.symlink_to(outside / name)
    return {name: (outside / name).read_bytes() for name in NAMES}


def test_no_link_is_followed_when_training_goes_on(run: Path, tmp_path: Path) -> None:
    before = link_all(run, tmp_path / "outside")
    outcome = resume(run, Request(steps=6))
    assert {name: (tmp_path / "outside" / name).read_bytes() for name in NAMES} == before
    assert any("log.csv is damaged (it is a link)" in note for note in outcome.notes)
    assert not any(
        (run / name).is_symlink()
        for name in (*NAMES[:4], "log.csv", "curves.png")
        if name not in (FRESH, MODEL, "original.sgm")
    )


def test_no_link_is_followed_when_a_run_is_written_over(run: Path, tmp_path: Path) -> None:
    before = link_all(run, tmp_path / "outside")
    train(read(zoo()["gan"]), Request(**SHORT), run, force=True)  # type: ignore[arg-type]
    assert {name: (tmp_path / "outside" / name).read_bytes() for name in NAMES} == before
    assert not any(path.is_symlink() for path in run.iterdir())


def test_no_link_is_followed_when_samples_are_drawn(run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (run / "samples-4.png").symlink_to(tmp_path / "mine")
    assert main(["sample", str(run), "-n", "4"]) == 0
    assert (tmp_path / "mine").read_text() == "mine"
    assert not (run / "samples-4.png").is_symlink()


def test_what_stands_in_the_way_of_a_picture_is_told(run: Path) -> None:
    (run / "curves.png").unlink()
    (run / "curves.png").mkdir()
    outcome = resume(run, Request(steps=6))
    assert outcome.run.state.step == 6
    assert outcome.notes == ("curves.png could not be drawn: is a directory",)


def test_nothing_that_a_terminal_obeys_is_printed(
    run: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = (run / CONFIG).read_text("utf-8")
    for key in ("data", "device", "precision", "lr"):
        config = json.loads(text)
        config["options"][key] = ESCAPE
        (run / CONFIG).write_text(json.dumps(config), "utf-8")
        main(["evaluate", str(run)])
        main(["train", str(run), "--resume"])
        (run / CONFIG).write_text(text, "utf-8")
    log = run / "log.csv"
    log.write_text(log.read_text("utf-8").replace("phi loss", f"{ESCAPE} loss"), "utf-8")
    main(["train", str(run), "--resume"])
    (run / CURRENT).write_bytes(ESCAPE.encode() * 9)
    (run / PREVIOUS).write_bytes(ESCAPE.encode() * 9)
    main(["sample", str(run)])
    with locked(run):
        (run / ".lock").write_text(json.dumps({"pid": 3, "host": ESCAPE, "since": 0}), "utf-8")
        main(["train", str(run), "--resume"])
    said = "".join(capfd.readouterr())
    assert said.count("sgm: ") >= 8
    assert [sign for sign in said if not (sign.isprintable() or sign == "\n")] == []


def test_a_run_in_training_is_refused_to_others(run: Path) -> None:
    with locked(run):
        with pytest.raises(TrainingError, match="another training writes to"):
            resume(run, Request(steps=6))
        with pytest.raises(TrainingError, match="another training writes to"):
            train(read(zoo()["gan"]), Request(**SHORT), run, force=True)  # type: ignore[arg-type]
    assert resume(run, Request(steps=6)).run.state.step == 6
    assert not list(run.glob(".*"))

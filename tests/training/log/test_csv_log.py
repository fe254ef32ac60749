"""A log that cannot be read is set aside, and blocks nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from schematic.cli.inputs import read_source
from schematic.training import RunError
from schematic.training.log.csv_log import append_row, cut_log, make_row, read_log
from schematic.training.options.config import Request
from schematic.training.train_and_resume import resume, train

ROWS = [
    make_row(step, step / 10, {"phi": 1.5}, {"phi": {"log q(y|x,z)": -2.0}}, {})
    for step in (10, 20, 30)
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of three lines."""
    for row in ROWS:
        append_row(tmp_path / "log.csv", row)
    return tmp_path / "log.csv"


def test_lines_are_read_as_they_were_written(log: Path) -> None:
    assert read_log(log) == ROWS


def test_lines_after_the_step_and_half_a_line_are_dropped(log: Path) -> None:
    with log.open("a") as stream:
        stream.write("40,4,1.")
    assert cut_log(log, 20) is None
    assert read_log(log) == ROWS[:2]
    assert [path.name for path in log.parent.iterdir()] == ["log.csv"]


@pytest.mark.parametrize("left", [b"", b"step,sec", b"step,seconds,phi lo"])
def test_a_log_that_was_cut_before_its_first_line_is_begun_again(left: bytes, log: Path) -> None:
    log.write_bytes(left)
    assert cut_log(log, 30) is None
    assert list(log.parent.iterdir()) == []


def as_link(log: Path) -> None:
    log.rename(log.with_name("other"))
    log.symlink_to(log.with_name("other"))


def as_pipe(log: Path) -> None:
    log.unlink()
    os.mkfifo(log)


def as_folder(log: Path) -> None:
    log.unlink()
    log.mkdir()


DAMAGES: dict[str, tuple[Callable[[Path], object], int]] = {
    "no log": (lambda log: log.write_text("a,b\n1,2\n"), 0),
    "binary": (lambda log: log.write_bytes(bytes(range(256)) * 9), 0),
    "zeros": (lambda log: log.write_bytes(bytes(500)), 0),
    "a link": (as_link, 0),
    "a pipe": (as_pipe, 0),
    "a folder": (as_folder, 0),
    "zeros in a line": (
        lambda log: log.write_bytes(log.read_bytes().replace(b"20,2", bytes(4))),
        2,
    ),
    "a short line": (lambda log: log.write_bytes(log.read_bytes().replace(b"20,2,", b"20,")), 2),
    "a step that is none": (lambda log: log.write_bytes(log.read_bytes() + b"nan,1,1,1\n"), 3),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_log_is_set_aside_with_a_word(name: str, log: Path) -> None:
    damage, left = DAMAGES[name]
    damage(log)
    with pytest.raises(RunError, match="is damaged"):
        read_log(log)
    note = cut_log(log, 30)
    assert note is not None
    assert "it is kept as log.csv.damaged, and a new log is begun" in note
    assert (log.parent / "log.csv.damaged").exists()
    assert len(read_log(log)) == left
    append_row(log, ROWS[2])
    assert read_log(log)[-1] == ROWS[2]


def test_what_was_set_aside_before_stays(log: Path) -> None:
    for _ in range(3):
        log.write_bytes(b"a,b\n")
        cut_log(log, 0)
    names = {"log.csv.damaged", "log.csv.damaged-2", "log.csv.damaged-3"}
    assert {path.name for path in log.parent.iterdir()} == names


def test_columns_of_an_older_version_get_their_names_of_now(log: Path) -> None:
    names = {"phi: log q(y|x,z)": "phi: −log q(y|x,z)", "phi loss": "seconds"}
    assert cut_log(log, 20, names) is None
    assert list(read_log(log)[0]) == ["step", "seconds", "phi loss", "phi: −log q(y|x,z)"]
    assert [list(row.values()) for row in read_log(log)] == [list(row.values()) for row in ROWS[:2]]
    assert cut_log(log, 20, names) is None
    assert list(read_log(log)[0])[-1] == "phi: −log q(y|x,z)"


def test_a_run_of_an_older_version_goes_on_under_the_names_of_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schematic.training.train_and_resume.draw_pictures", lambda run: ())
    folder = tmp_path / "run"
    train(read_source("vae"), Request(data="digits", steps=2, batch=8, log_every=1), folder)
    log = folder / "log.csv"
    now = log.read_text().partition("\n")[0]
    assert "theta,eta: −log p(x|z)" in now and "test theta,eta: −log p(x|z)" in now
    log.write_text(log.read_text().replace("−log", "log"))
    resume(folder, Request(steps=4))
    assert log.read_text().partition("\n")[0] == now
    rows = read_log(log)
    assert [row["step"] for row in rows] == [1, 2, 3, 4]
    assert all(row["theta,eta: −log p(x|z)"] > 0 for row in rows)

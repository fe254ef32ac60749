"""Two trainings never write to one folder, and no lock outlives its process."""

from __future__ import annotations

import os
import platform
import re
import signal
from pathlib import Path

import pytest

from schematic.training import TrainingError
from schematic.training.checkpoint.folder_lock import LOCK, locked


def hold(folder: Path) -> int:
    """A process that holds the lock of a folder until it is killed."""
    ready, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            with locked(folder):
                os.write(told, b"!")
                signal.pause()
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(ready, "rb") as stream:
        assert stream.read(1) == b"!"
    return pid


def test_the_second_is_refused_by_the_name_of_the_first(tmp_path: Path) -> None:
    pid = hold(tmp_path)
    try:
        with pytest.raises(TrainingError) as caught, locked(tmp_path):
            pass
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    who = rf"process {pid} on {re.escape(platform.node())}, since 20\d\d-\d\d-\d\d \d\d:\d\d:"
    assert re.search(who, caught.value.message)
    assert "choose another folder" in caught.value.cure
    assert (tmp_path / LOCK).exists()
    with locked(tmp_path) as weakness:  # the first was killed, and its lock ended with it
        assert weakness is None
    assert not list(tmp_path.iterdir())


def test_the_second_is_refused_in_the_same_process_too(tmp_path: Path) -> None:
    refusal = pytest.raises(TrainingError, match=f"process {os.getpid()} on")
    with locked(tmp_path), refusal, locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_who_looks_while_the_first_leaves_never_holds_a_lock_of_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file may be removed by its holder between opening and locking it."""
    import fcntl

    flock, left = fcntl.flock, []

    def leave_first(handle: int, how: int) -> None:
        if not left:
            left.append(handle)
            (tmp_path / LOCK).unlink()
        flock(handle, how)

    monkeypatch.setattr(fcntl, "flock", leave_first)
    with locked(tmp_path):
        monkeypatch.setattr(fcntl, "flock", flock)
        with pytest.raises(TrainingError, match="another training writes"), locked(tmp_path):
            pass


@pytest.mark.parametrize(
    "content", [b"", b"[" * 5_000, b'{"pid": "x"}', b'{"pid":1e400}', b"\x1b["]
)
def test_a_strange_file_names_nobody(content: bytes, tmp_path: Path) -> None:
    with locked(tmp_path):
        (tmp_path / LOCK).write_bytes(content)
        with pytest.raises(TrainingError, match="it does not say which"), locked(tmp_path):
            pass


def test_a_link_of_that_name_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "run" / LOCK).symlink_to(tmp_path / "mine")
    with locked(tmp_path / "run"):
        pass
    assert (tmp_path / "mine").read_text() == "mine"
    assert [path.name for path in (tmp_path / "run").iterdir()] == [f"{LOCK}.damaged"]


def test_a_folder_that_was_made_for_nothing_is_removed(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no"), locked(tmp_path / "a" / "b"):
        raise TrainingError("no")
    assert not (tmp_path / "a").exists()
    with locked(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "kept").touch()
    assert (tmp_path / "a" / "b" / "kept").exists()
    with pytest.raises(TrainingError, match="is a file"), locked(tmp_path / "a" / "b" / "kept"):
        pass


def test_a_file_system_that_cannot_lock_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import fcntl

    def refuse(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with locked(tmp_path) as weakness:
        assert weakness is not None
        assert "cannot be locked (No locks available): train in it once at a time" in weakness

"""The disk that fails counts all that reaches the disk, and fails as a disk does."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from docs.press.places import ROOT
from tests.faults.disk import Disk, Fault, Kind
from tests.faults.journal import Journal

CALLS = {
    "write": "write",
    "pwrite64": "write",
    "writev": "write",
    "sendfile": "write",
    "copy_file_range": "write",
    "fsync": "fsync",
    "fdatasync": "fsync",
    "rename": "rename",
    "renameat": "rename",
    "renameat2": "rename",
    "unlink": "remove",
    "unlinkat": "remove",
    "rmdir": "remove",
    "mkdir": "mkdir",
    "mkdirat": "mkdir",
    "chmod": "chmod",
    "fchmod": "chmod",
    "fchmodat": "chmod",
    "truncate": "truncate",
    "ftruncate": "truncate",
    "openat": "open",
    "open": "open",
    "creat": "open",
}  # of the system: what they are on the disk of the trials
LINE = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)\) += -?\d+ ?(\w*)")
RUN = """
import sys
from pathlib import Path
from schematic.cli.entry import run
from tests.faults.disk import Disk
from tests.faults.journal import Journal

folder, notes, *words = sys.argv[1:]
with Disk(Path(folder), Journal(Path(notes))).watched():
    sys.exit(run(words))
"""


def system_calls(trace: str, folder: Path) -> list[str]:
    """The operations on files below a folder that the system was asked for, in order."""
    found, below = [], re.compile(rf'{re.escape(str(folder))}[/>"]')
    for name, arguments, error in (m.groups() for m in map(LINE.match, trace.splitlines()) if m):
        opens = CALLS.get(name) == "open"
        is_there = error != "ENOENT"
        if below.search(arguments) and is_there and (not opens or "O_CREAT" in arguments):
            found.append(CALLS[name])
    return found


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace, to ask the system")
def test_all_that_reaches_the_disk_is_counted(tmp_path: Path) -> None:
    folder, notes, trace = tmp_path / "here", tmp_path / "notes", tmp_path / "trace"
    folder.mkdir()
    options = ("--data", "ring", "--steps", "5", "--checkpoint-every", "2", "--log-every", "3")
    words = ("train", "gan", *options, "--out", str(folder / "run"), "--quiet")
    strace = ("strace", "-f", "-y", "-qq", "-s", "0", "-o", str(trace), "-e")
    python = (sys.executable, "-c", RUN, str(folder), str(notes), *words)
    done = subprocess.run(
        [*strace, f"trace={','.join(f'?{name}' for name in CALLS)}", *python],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if "ptrace" in done.stderr:
        pytest.skip("this machine does not let strace look")
    assert done.returncode == 0, done.stderr
    counted = [kind for kind, path in Journal(notes).read("operation")]
    assert {"open", "write", "fsync", "rename", "chmod", "mkdir"} <= set(counted)
    assert system_calls(trace.read_text("utf-8"), folder) == counted


def test_a_full_disk_takes_half_and_then_nothing(tmp_path: Path) -> None:
    folder, journal = tmp_path / "here", Journal(tmp_path / "notes")
    folder.mkdir()
    with Disk(folder, journal, Fault(Kind.FULL, 4)).watched():
        (folder / "first").write_bytes(b"abcd")
        for name in ("second", "third"):
            with pytest.raises(OSError, match="No space left") as caught:
                (folder / name).write_bytes(b"abcd")
            assert caught.value.filename == str(folder / name)
        (folder / "first").unlink()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"second": b"ab"}
    assert [kind for kind, _ in journal.read("operation")] == ["open", "write", "open", "write"]


def test_an_error_comes_once(tmp_path: Path) -> None:
    with Disk(tmp_path, Journal(tmp_path.with_suffix(".notes")), Fault(Kind.ERROR, 3)).watched():
        (tmp_path / "first").write_text("abcd", "utf-8")
        with pytest.raises(OSError, match="Input/output error"):
            (tmp_path / "first").rename(tmp_path / "second")
        (tmp_path / "first").rename(tmp_path / "second")
    assert [path.name for path in tmp_path.iterdir()] == ["second"]


def test_what_lies_elsewhere_is_not_counted(tmp_path: Path) -> None:
    folder, journal = tmp_path / "here", Journal(tmp_path / "notes")
    folder.mkdir()
    with Disk(folder, journal, Fault(Kind.ERROR, 1)).watched():
        (tmp_path / "first").write_text("abcd", "utf-8")
        with pytest.raises(FileNotFoundError):
            (folder / "first").unlink()
        handle = os.open(folder, os.O_RDONLY)
        os.close(handle)
    assert journal.read("operation") == []


def test_a_power_cut_leaves_what_was_flushed(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "old").write_text("old", "utf-8")
    if not (child := os.fork()):
        with Disk(folder, Journal(tmp_path / "notes"), Fault(Kind.CUT, 12)).watched():
            for name in ("flushed", "named", "neither"):  # three operations, or four
                with (folder / name).open("wb") as stream:
                    stream.write(b"abcd")
                    stream.flush()
                    if name == "flushed":
                        os.fsync(stream.fileno())
                if name == "named":
                    handle = os.open(folder, os.O_RDONLY)
                    os.fsync(handle)
                    os.close(handle)
            (folder / "old").unlink()
            (folder / "flushed").rename(folder / "renamed")
            (folder / "more").mkdir()
            (folder / "never").mkdir()
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert found == {"old": b"old", "flushed": b"abcd", "named": b""}

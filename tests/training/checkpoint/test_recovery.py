"""Whatever fails while a checkpoint is written, a good one is left, and no good one is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from schematic.training import RunError
from schematic.training.checkpoint.checkpoint_file import (
    CURRENT,
    FRESH,
    PREVIOUS,
    load_checkpoint,
    save_checkpoint,
)
from schematic.training.checkpoint.own_files import remove_dead
from tests.training.checkpoint.small_checkpoint import advance, small_state, values, write_steps

CALLS = ("write", "fsync", "replace")


class Broken:
    """A call of the system that fails from the n-th time on, or the n-th time only."""

    def __init__(self, call: str, at: int, *, for_good: bool) -> None:
        self.made: Callable[..., Any] = getattr(os, call)
        self.at, self.for_good, self.calls = at, for_good, 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls == self.at or (self.for_good and self.calls > self.at):
            raise OSError(errno.EIO, "Input/output error")
        return self.made(*given, **named)


def failures(call: str) -> Iterator[tuple[int, bool]]:
    return ((at, for_good) for at in count(1) for for_good in (False, True))


@pytest.mark.parametrize("is_torn", [False, True])
@pytest.mark.parametrize("call", CALLS)
def test_a_failure_of_any_call_leaves_a_good_checkpoint(
    call: str, is_torn: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the last checkpoint was damaged before, so that only the one before it is good."""
    for at, for_good in failures(call):
        folder = tmp_path / f"{at} {for_good}"
        folder.mkdir()
        state = write_steps(folder, 1, 2)
        if is_torn:
            (folder / CURRENT).write_bytes(b"torn")
        load_checkpoint(state, folder, settle=True)
        advance(state)
        broken = Broken(call, at, for_good=for_good)
        with monkeypatch.context() as patch:
            patch.setattr(os, call, broken)
            try:
                save_checkpoint(state, folder)
            except OSError as error:
                assert error.errno == errno.EIO
            else:
                break  # there are not that many calls
        after = small_state()
        assert load_checkpoint(after, folder) == ()
        assert after.step in ((1, 2) if is_torn else (2, 3))
        load_checkpoint(after, folder, settle=True)
        remove_dead(folder, (FRESH, CURRENT, PREVIOUS))
        save_checkpoint(after, folder)
        aside = {f"{CURRENT}.damaged"} if is_torn else set()
        assert {path.name for path in folder.iterdir()} - {PREVIOUS} == {CURRENT} | aside
    assert broken.calls < at


def test_a_damaged_checkpoint_is_set_aside_and_never_replaces_a_good_one(tmp_path: Path) -> None:
    first = values(write_steps(tmp_path, 1))
    write_steps(tmp_path, 1, 2)
    (tmp_path / CURRENT).write_bytes(b"torn")
    state = small_state()
    (note,) = load_checkpoint(state, tmp_path, settle=True)
    assert f"(kept as {CURRENT}.damaged); the checkpoint of step 1 is taken" in note
    assert values(state) == first
    advance(state)
    save_checkpoint(state, tmp_path)
    (tmp_path / CURRENT).write_bytes(b"torn again")
    load_checkpoint(state, tmp_path)
    assert (state.step, values(state)) == (1, first)


def test_looking_at_a_run_changes_nothing(tmp_path: Path) -> None:
    write_steps(tmp_path, 1, 2)
    (tmp_path / CURRENT).rename(tmp_path / FRESH)
    (tmp_path / CURRENT).write_bytes(b"torn")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    state = small_state()
    assert load_checkpoint(state, tmp_path) == ()
    assert state.step == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("is_torn", [False, True])
def test_a_fresh_checkpoint_takes_its_place(is_torn: bool, tmp_path: Path) -> None:
    """Killed before the renames; the last checkpoint then is the one before, if it is good."""
    write_steps(tmp_path, 1, 2)
    (tmp_path / CURRENT).rename(tmp_path / FRESH)
    (tmp_path / CURRENT).write_bytes((tmp_path / PREVIOUS).read_bytes())
    if is_torn:
        (tmp_path / CURRENT).write_bytes(b"torn")
    state = small_state()
    load_checkpoint(state, tmp_path, settle=True)
    assert state.step == 2
    names = {CURRENT, PREVIOUS} | ({f"{CURRENT}.damaged"} if is_torn else set())
    assert {path.name for path in tmp_path.iterdir()} == names
    (tmp_path / CURRENT).unlink()
    load_checkpoint(state, tmp_path)
    assert state.step == 1


def test_without_a_good_checkpoint_there_is_one_error_and_nothing_is_renamed(
    tmp_path: Path,
) -> None:
    write_steps(tmp_path, 1, 2)
    for name in (CURRENT, PREVIOUS):
        (tmp_path / name).write_bytes(b"torn")
    with pytest.raises(RunError, match="cannot be used") as caught:
        load_checkpoint(small_state(), tmp_path, settle=True)
    assert caught.value.message.count("cannot be used") == 2
    assert "take a checkpoint from a backup, or train again" in caught.value.cure
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted((CURRENT, PREVIOUS))


def test_what_is_no_file_is_no_checkpoint(tmp_path: Path) -> None:
    write_steps(tmp_path, 1, 2)
    (tmp_path / CURRENT).unlink()
    os.mkfifo(tmp_path / CURRENT)  # who opens it would wait without end
    state = small_state()
    (note,) = load_checkpoint(state, tmp_path)
    assert "it is no file" in note
    assert state.step == 1


def test_only_temporary_files_of_the_run_are_removed(tmp_path: Path) -> None:
    kept = (".log.csv", ".notes.abcd1234.tmp", "log.csv.abcd1234.tmp", ".log.csv.mine")
    dead = (".log.csv.abcd_234.tmp", f".{CURRENT}.abcd1234", f".{FRESH}.abcd1234.tmp")
    for name in (*kept, *dead):
        (tmp_path / name).write_text("x")
    remove_dead(tmp_path, ("log.csv", CURRENT, FRESH))
    assert {path.name for path in tmp_path.iterdir()} == set(kept)

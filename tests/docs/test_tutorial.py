"""The steps of the tutorial, with short trainings: every command works and prints what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.press.places import PICTURES, TUTORIAL
from docs.press.tutorial import KEPT, walk

PAGE = TUTORIAL.read_text(encoding="utf-8")
STEPS = "--steps 2000"


def _shortened(command: str) -> str:
    return command.replace(STEPS, "--steps 20 --log-every 10")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_steps_can_be_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    walk(PAGE, _shortened)
    assert [name for name in KEPT if not Path(name).is_file()] == []


def test_what_is_shown_must_be_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="does not print 'ae is fine'"):
        walk("```console\n$ sgm check ae\nae is fine\n```\n")
    shown = walk("```console\n$ sgm derive vae\n…\nθ,η trains G, E\n…\n```\n")
    assert "θ,η trains G, E" in shown


def test_its_pictures_are_those_of_its_steps() -> None:
    assert PAGE.count("--steps") == PAGE.count(STEPS) == 3
    assert all(f"(pictures/{name})" in PAGE for name in KEPT.values())
    assert sum((PICTURES / name).stat().st_size for name in KEPT.values()) < 300_000

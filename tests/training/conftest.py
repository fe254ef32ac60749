"""Nothing → small trained runs, each trained once for all tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, Run, open_run, train

STEPS = 12
DATA = {"gan": "ring", "ada": "moons-rotated"}


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a short run of a shipped spec."""

    @cache
    def make(name: str) -> Path:
        folder = tmp_path_factory.mktemp("runs") / name
        request = Request(data=DATA.get(name, "digits"), steps=STEPS, batch=16)
        train(read(zoo()[name]), request, folder)
        return folder

    return make


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Training draws no pictures: they take longer than all the rest of a short run."""
    monkeypatch.setattr("schematic.training.train_and_resume.draw_pictures", lambda run: ())
    monkeypatch.setattr(
        "schematic.training.train_and_resume.save_drawing", lambda schematic, folder: None
    )


@pytest.fixture
def opened(trained: Callable[[str], Path]) -> Callable[[str], Run]:
    """A short run of a shipped spec, opened."""
    return lambda name: open_run(trained(name))

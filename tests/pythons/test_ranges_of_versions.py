"""What `pyproject.toml` promises is what `make pythons` and `make oldest` run."""

import tomllib
from pathlib import Path

import pytest

from tests.oldest import lowest, requirements
from tests.pythons.__main__ import PYODIDES
from tests.pythons.front_end import answer

ROOT = Path(__file__).parents[2]
PYTHON = "Programming Language :: Python :: "


def test_classifiers_are_what_is_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    said = [c.removeprefix(PYTHON) for c in project["classifiers"] if c.startswith(PYTHON)]
    assert said == [project["requires-python"].removeprefix(">="), *PYODIDES]


def test_every_requirement_has_a_lowest_version() -> None:
    assert all("==" in lowest(requirement) for requirement in requirements())
    assert lowest("torch>=2.6,<2.14") == "torch==2.6"
    with pytest.raises(SystemExit, match="no lower bound"):
        lowest("torch")


def test_an_answer_has_both_streams_and_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert answer(["check", "specs/gan.sgm"])["status"] == 0
    refused = answer(["derive", "tests/checks/bad/circle.sgm"])
    assert (refused["status"], refused["out"]) == (1, "")
    assert "error[" in refused["err"]

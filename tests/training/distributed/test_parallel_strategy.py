"""A batch whose examples a loss compares with each other is not cut into parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from schematic.objective.terms import LogDensity
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, TrainingError, train

pytestmark = pytest.mark.usefixtures("no_pictures")


@pytest.mark.parametrize("parts", [1, 2])
def test_terms_that_compare_examples_take_whole_batches(
    parts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LogDensity, "couples", True)
    spec = read(zoo()["ae"])
    request = Request(data="digits", steps=1, batch=4, accumulate=parts)
    if parts == 1:
        train(spec, request, tmp_path / "run")
    else:
        with pytest.raises(TrainingError, match=r"log p\(x\|z\) compares .* into 2 parts"):
            train(spec, request, tmp_path / "run")

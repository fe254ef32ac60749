"""A workshop for each test, and the files that it touched, printed when the test has passed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.extending.workshop import Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    """A fresh copy of the project, which the test extends."""
    made = Workshop(tmp_path)
    yield made
    print(made.report())

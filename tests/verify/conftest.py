"""One thread: the sums here are small, and waiting for other threads costs more than it saves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schematic.verify.prove import one_thread


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield

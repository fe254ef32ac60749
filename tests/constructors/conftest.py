"""The same random numbers in every test here, whatever ran before it."""

from __future__ import annotations

import pytest
import torch


@pytest.fixture(autouse=True)
def seeded() -> None:
    """Seed the generator that parameters, batches and dropout are drawn from."""
    torch.manual_seed(0)

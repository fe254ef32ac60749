"""Terms that compare the examples of a batch, from outside."""

from __future__ import annotations

import pytest
import torch

import schematic
from tests.model.programs import PROGRAMS


def test_one_example_is_no_pair() -> None:
    model = schematic.compile(schematic.parse(PROGRAMS["wae"], shapes={"x": (4,)}))
    with pytest.raises(schematic.SchematicError, match="SGM622"):
        model.losses({"x": torch.rand(1, 4)})

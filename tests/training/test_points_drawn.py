"""Clouds of points are drawn in one unit where that shows them, and in the units of the data."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure

from schematic.training.pictures.figures import share_unit


@pytest.mark.parametrize(("height", "shared"), [(3.0, True), (40.0, False)])
def test_a_cloud_is_not_drawn_as_a_line(height: float, shared: bool) -> None:
    axis = Figure().subplots()
    share_unit(axis, np.array([[0, 0], [1, height], [np.nan, np.nan]]))
    assert (axis.get_aspect() == 1.0) is shared

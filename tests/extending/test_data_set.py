"""A new embedded data set is a function and its row: here points on a spiral."""

from __future__ import annotations

from tests.extending.workshop import Workshop

ROW, PATH = "schematic/data/registry.py", "schematic/data/spiral.py"
SPIRAL = '''
"""A seed → points on a spiral of two turns about the origin."""

from __future__ import annotations

import numpy as np

from schematic.data.columns import FEATURES
from schematic.data.dataset import Dataset

TURNS, PLANE, SIZES = 2, (-1.0, 1.0), (1_000, 200)


def spiral(seed: int) -> Dataset:
    """Draw points of radius t at the angle 4πt, t ~ U(0, 1); float32 [N, 2]."""
    rng = np.random.default_rng(seed)
    radii = [rng.random(size) for size in SIZES]
    angles = [2 * np.pi * TURNS * t for t in radii]
    points = [
        (t * np.stack([np.cos(angle), np.sin(angle)])).T.astype(np.float32)
        for t, angle in zip(radii, angles, strict=True)
    ]
    train, test = ({"": {FEATURES: each}} for each in points)
    return Dataset("spiral", train, test, PLANE)
'''
LOAD = """
from schematic.data import load
table = load("spiral", seed=1).train[""]["features"]
print(table.shape, float(abs(table).max()) <= 1)
"""


def test_a_data_set_is_a_function_and_a_row(workshop: Workshop) -> None:
    workshop.add(PATH, SPIRAL)
    workshop.add_row(ROW, after='"ring": ring,', row='        "spiral": spiral,')
    row = "from schematic.data.spiral import spiral"
    workshop.add_row(ROW, after="from schematic.data.split import", row=row)
    assert workshop.python(LOAD) == "(1000, 2) True\n"
    workshop.sgm("train", "gan", "--data", "spiral", "--steps", "2", "--out", "run", "--quiet")
    assert workshop.touched() == [ROW, PATH]
    assert workshop.edited() == [ROW]

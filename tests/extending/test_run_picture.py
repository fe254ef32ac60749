"""A new picture of a run is one file: here a histogram of the first coordinate of its samples."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.extending.workshop import Workshop

PATH = "schematic/training/pictures/kinds/first_coordinate.py"
PICTURE = '''
"""A run → a histogram of the first coordinate of its samples."""

from __future__ import annotations

from matplotlib.figure import Figure

from schematic.training.pictures.run_picture import RunPicture
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import draw_samples, sampled_node


def draw_first_coordinate(run: Run) -> Figure | None:
    """The histogram; None where the model samples no data."""
    if sampled_node(run) is None:
        return None
    figure = Figure()
    figure.subplots().hist(draw_samples(run, 100).reshape(100, -1)[:, 0])
    return figure


PICTURE = RunPicture(25, "first-coordinate.png", draw_first_coordinate)
'''


@pytest.mark.slow
def test_a_picture_of_a_run_is_one_file(workshop: Workshop) -> None:
    workshop.add(PATH, PICTURE)
    words = ("train", "gan", "--data", "ring", "--steps", "2", "--out", "run", "--quiet")
    assert "samples.png, first-coordinate.png" in workshop.sgm(*words)
    with Image.open(workshop.folder / "run" / "first-coordinate.png") as picture:
        assert min(picture.size) > 100
    assert workshop.touched() == [PATH]

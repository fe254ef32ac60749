"""A run → samples of its model: a grid of images, or points over points of the data."""

from __future__ import annotations

import torch
from matplotlib.figure import Figure

from schematic.data.dataset import Array
from schematic.training.pictures.figures import image_grid, is_image, point_clouds
from schematic.training.pictures.run_picture import RunPicture
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import draw_samples, in_data_units, sampled_node

POINTS, IMAGES = 2_000, 100


def picture_of_model(run: Run) -> Figure | None:
    """Draw samples of the model: a grid of images, or points over points of the data."""
    node = sampled_node(run)
    if node is None:
        return None
    shape = run.setup.schematic.nodes[node].space.shape or ()
    return picture_samples(run, draw_samples(run, IMAGES if is_image(shape) else POINTS))


def picture_samples(run: Run, values: Array) -> Figure | None:
    """Draw samples [N, *event] in the units of the data; None where they are single numbers.

    Points are drawn over points of the data, if the run was opened with them.
    """
    name = run.setup.schematic.name
    if is_image(values.shape[1:]):
        return image_grid(values, f"{name}: samples")
    flat = values.reshape(len(values), -1)
    return point_clouds(_points_of_data(run), flat, name) if flat.shape[1] > 1 else None


def _points_of_data(run: Run) -> Array | None:
    """Return examples [N, D] of the node that is sampled, in the units of the data."""
    if run.setup.examples is None:
        return None
    feed = run.setup.test or run.setup.train
    node = sampled_node(run)
    column = next(array for (n, _), array in feed.columns.items() if n == node)
    data = in_data_units(run, str(node), torch.as_tensor(column[:POINTS]))
    return data.reshape(len(data), -1)


PICTURE = RunPicture(20, "samples.png", picture_of_model)

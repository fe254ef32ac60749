"""A run → held-out examples beside what its model makes of them."""

from __future__ import annotations

import torch
from matplotlib.figure import Figure

from schematic.training.device import fixed_noise
from schematic.training.pictures.figures import image_rows, is_image, point_clouds
from schematic.training.pictures.run_picture import RunPicture
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import SEED, in_data_units

POINTS, PAIRS = 2_000, 12


def draw_reconstructions(run: Run) -> Figure | None:
    """Draw held-out examples above what the model makes of them."""
    recipes = run.model.program.reconstructs[:1]
    if not recipes or len(recipes[0].needs) > 1:
        return None
    node = recipes[0].target
    feed = run.setup.test or run.setup.train
    column = next(array for (n, _), array in feed.columns.items() if n == node)
    shape = column.shape[1:]
    given = torch.as_tensor(column[: PAIRS if is_image(shape) else POINTS]).to(run.device)
    with fixed_noise(SEED, run.device):
        made = run.model.reconstruct(given)
    before, after = (in_data_units(run, node, values) for values in (given, made))
    name = run.setup.schematic.name
    if is_image(shape):
        return image_rows({"data": before, "reconstruction": after}, f"{name}: held-out examples")
    if before[0].size < 2:
        return None
    data, values = (array.reshape(len(array), -1) for array in (before, after))
    return point_clouds(data, values, name, "held-out data", "reconstructions")


PICTURE = RunPicture(30, "reconstructions.png", draw_reconstructions)

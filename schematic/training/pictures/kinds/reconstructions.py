"""A run → held-out examples beside what its model makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from schematic.training.device import fixed_noise
from schematic.training.pictures.figures import image_rows, is_image, point_clouds
from schematic.training.pictures.run_picture import RunPicture
from schematic.training.pictures.sample_pictures import shades
from schematic.training.run.conditions import known_examples
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import SEED, in_data_units

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS, PAIRS = 2_000, 12


def draw_reconstructions(run: Run) -> Figure | None:
    """Draw held-out examples above what the model makes of them."""
    recipes = run.model.program.reconstructs[:1]
    if not recipes:
        return None
    node, needs = recipes[0].target, recipes[0].needs
    shape = run.setup.schematic.nodes[node].space.shape or ()
    count = PAIRS if is_image(shape) else POINTS
    found = {name: known_examples(run, name, count) for name in needs}
    known = {name: torch.as_tensor(each) for name, each in found.items() if each is not None}
    if len(known) < len(needs) or len({len(each) for each in known.values()}) > 1:
        return None
    given = {name: each.to(run.device) for name, each in known.items()}
    with fixed_noise(SEED, run.device):
        made = run.model.reconstruct(**given)
    before, after = (in_data_units(run, node, values) for values in (given[node], made))
    name = run.setup.schematic.name
    if is_image(shape):
        rows = {"data": shades(run, node, before), "reconstruction": shades(run, node, after)}
        return image_rows(rows, f"{name}: held-out examples")
    if before[0].size < 2:
        return None
    data, values = (array.reshape(len(array), -1) for array in (before, after))
    return point_clouds(data, values, name, "held-out data", "reconstructions")


PICTURE = RunPicture(30, "reconstructions.png", draw_reconstructions)

"""A run with a code of classes → images for each class of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from schematic.data.dataset import Array
from schematic.families import Kind
from schematic.graph import Distribution
from schematic.graph.names import greek
from schematic.training.device import fixed_noise
from schematic.training.pictures.figures import image_rows, is_image
from schematic.training.pictures.run_picture import RunPicture
from schematic.training.pictures.sample_pictures import shades
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import SEED, in_data_units, sampled_node

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = 12


def draw_codes(run: Run) -> Figure | None:
    """Draw images for each class of a code: a row for each class, other noise alike in a column."""
    node, code = sampled_node(run), class_code(run)
    if node is None or code is None:
        return None
    space = run.setup.schematic.nodes[code].space
    if not is_image(run.setup.schematic.nodes[node].space.shape or ()):
        return None
    rows: dict[str, Array] = {}
    for k in range(space.classes):
        uniform = torch.full((COLUMNS,), (k + 0.5) / space.classes, device=run.device)
        with fixed_noise(SEED, run.device):
            made = run.model.sample(COLUMNS, noise={code: uniform})
        rows[f"{greek(code)} = {k}"] = shades(run, node, in_data_units(run, node, made))
    return image_rows(rows, f"{run.setup.schematic.name}: samples for each class of {greek(code)}")


def class_code(run: Run) -> str | None:
    """Return a latent node of classes that is drawn uniformly; None where there is none."""
    for node in run.setup.schematic.nodes.values():
        if node.space.kind is Kind.CAT and isinstance(node.law, Distribution):
            return node.name
    return None


PICTURE = RunPicture(50, "codes.png", draw_codes)

"""A run → samples of its model: grids, rows of classes, pairs, or points over those of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from schematic.training.device import fixed_noise
from schematic.training.pictures.figures import is_image
from schematic.training.pictures.run_picture import RunPicture
from schematic.training.pictures.sample_pictures import picture_of
from schematic.training.run.conditions import Conditions, default_conditions
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import SEED, draw_samples, sampled_node
from schematic.training.sampling.drawn import Drawn, draw, latent_noise
from schematic.training.sampling.ways import Way, find_way

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS, IMAGES = 2_000, 100
PAIRS, ROWS, ACROSS = 12, 20, 10
"""Pairs of a given image and its sample; rows of classes at most, and images in each."""


def picture_of_model(run: Run) -> Figure | None:
    """Draw samples of the model, as they are at the same noise in each picture of it."""
    drawn = samples_to_show(run)
    return None if drawn is None else picture_of(run, drawn)


def samples_to_show(run: Run) -> Drawn | None:
    """Return the samples that pictures show: all classes, held-out images, or as many as fit."""
    node = sampled_node(run)
    if node is None:
        return None
    nodes = run.setup.schematic.nodes
    way, shows_images = find_way(run, ()), is_image(nodes[node].space.shape or ())
    needs = way.recipe.needs
    if not needs:
        return Drawn(node, draw_samples(run, IMAGES if shows_images else POINTS))
    if shows_images and len(needs) == 1 and nodes[needs[0]].space.classes:
        return _each_class(run, way, min(nodes[needs[0]].space.classes, ROWS))
    has_images = any(is_image(nodes[name].space.shape or ()) for name in needs)
    count = PAIRS if has_images and shows_images else IMAGES if shows_images else POINTS
    return draw(run, way, count, SEED, default_conditions(run, needs, count, SEED))


def _each_class(run: Run, way: Way, rows: int) -> Drawn:
    """Samples of each class, a row each; latents are alike in a column."""
    with fixed_noise(SEED, run.device):
        noise, _ = latent_noise(run, ACROSS, {}, {})
    turned = {key: value.repeat(rows, *(1,) * (value.dim() - 1)) for key, value in noise.items()}
    classes = torch.arange(rows).repeat_interleave(ACROSS)
    given = Conditions({way.recipe.needs[0]: classes})
    return draw(run, way, rows * ACROSS, SEED, given, turned)


PICTURE = RunPicture(20, "samples.png", picture_of_model)

"""A run that predicts classes → its predictions over the plane, behind the data of each domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from schematic.data.dataset import Array
from schematic.training.options.batch_places import places
from schematic.training.pictures.blank_figure import blank_figure
from schematic.training.pictures.figures import share_unit
from schematic.training.pictures.run_picture import RunPicture
from schematic.training.run.class_predictions import (
    points_and_labels,
    predict,
    predicted_nodes,
    predictor_inputs,
)
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import in_data_units

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#2f6db3", "#d9772b", "#3a9a5b", "#b0413e", "#7a57a8", "#8a6d4f", "#d277b0", "#777777")
RESOLUTION = 200


def draw_predictions(run: Run) -> Figure | None:
    """Draw the predicted class over the plane, behind the held-out points of each domain."""
    from matplotlib.colors import ListedColormap

    node = next(iter(predicted_nodes(run.setup.schematic)), None)
    if node is None:
        return None
    inputs = predictor_inputs(run, node)
    shape = run.setup.schematic.nodes[inputs[0]].space.shape if len(inputs) == 1 else None
    if shape != (2,):
        return None
    domains = [p.domain for p in places(run.setup.schematic) if p.node == inputs[0]]
    clouds = {domain: points_and_labels(run, inputs[0], node, domain) for domain in domains}
    figure = blank_figure(4.6 * len(domains), 4.1)
    axes = np.atleast_1d(np.asarray(figure.subplots(1, len(domains))))
    everything = np.concatenate([points for points, _ in clouds.values()])
    low, high = everything.min(0) - 0.3, everything.max(0) + 0.3
    regions = _regions(run, node, inputs[0], low, high)
    classes = run.setup.schematic.nodes[node].space.classes
    palette = ListedColormap([COLOURS[k % len(COLOURS)] for k in range(classes)])
    for axis, (domain, (points, labels)) in zip(axes, clouds.items(), strict=True):
        corners = _in_data_units(run, inputs[0], np.stack([low, high]))
        extent = tuple(corners.T.flatten().tolist())
        style = {"cmap": palette, "vmin": 0, "vmax": classes - 1}
        axis.imshow(regions, extent=extent, origin="lower", alpha=0.25, aspect="auto", **style)
        drawn = _in_data_units(run, inputs[0], points)
        shown = "#444444" if labels is None else labels
        axis.scatter(drawn[:, 0], drawn[:, 1], c=shown, s=9, linewidths=0, **style)
        hits = "" if labels is None else _hits(run, node, inputs[0], points, labels)
        axis.set_title(f"{domain or 'data'}{hits}", fontsize=11)
        axis.set_xlabel("first coordinate")
        axis.set_ylabel("second coordinate")
        share_unit(axis, drawn)
    figure.suptitle(f"{run.setup.schematic.name}: true class (points), predicted class (ground)")
    return figure


def _in_data_units(run: Run, node: str, points: Array) -> Array:
    """Points [N, 2] as a model takes them, in the units of the data."""
    return in_data_units(run, node, torch.as_tensor(points))


def _hits(run: Run, node: str, source: str, points: Array, labels: Array) -> str:
    given = {source: torch.as_tensor(points).to(run.device)}
    return f": {np.mean(predict(run, node, **given) == labels):.0%} right"


def _regions(run: Run, node: str, source: str, low: Array, high: Array) -> Array:
    """Predict the class over a grid of the plane, int64 [RESOLUTION, RESOLUTION]."""
    ticks = (np.linspace(low[i], high[i], RESOLUTION, dtype=np.float32) for i in (0, 1))
    plane = np.stack(np.meshgrid(*ticks), -1).reshape(-1, 2)
    given = {source: torch.as_tensor(plane).to(run.device)}
    return predict(run, node, **given).reshape(RESOLUTION, RESOLUTION)


PICTURE = RunPicture(40, "predictions.png", draw_predictions)

"""What a model has made → a figure: rows of classes, pairs, grids, clouds of points, paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from schematic.data.dataset import Array
from schematic.graph.names import greek
from schematic.training.pictures.blank_figure import blank_figure
from schematic.training.pictures.figures import (
    DATA,
    dress,
    histograms,
    in_cells,
    in_square,
    is_image,
    point_clouds,
)
from schematic.training.pictures.image_table import image_table
from schematic.training.run.conditions import known_examples
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import in_data_units
from schematic.training.sampling.drawn import Drawn
from schematic.training.sampling.walk_starts import Walk

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ACROSS = 12


def picture_of(run: Run, drawn: Drawn, more: str = "") -> Figure:
    """Draw what a model has made; the title says more, where there is more to say.

    Images that were made from one class are in rows, a class each; those that were made from images
    stand below them; others are in a grid. Points lie over points of the data, and single numbers
    over their histogram.
    """
    title = f"{run.setup.schematic.name}: {what_is_drawn(drawn)}{', ' if more else ''}{more}"
    cells = cells_of(run, drawn)
    return _points(run, drawn, title if more else None) if cells is None else cells.table(title)


@dataclass(frozen=True, eq=False)
class Cells:
    """Images in rows and columns.

    Attributes:
        values: in [0, 1], [R, C, channels, H, W]; NaN leaves a cell empty.
        rows: a caption of each row; none where they are rows of one grid.
    """

    values: Array
    rows: tuple[str, ...] = ()

    def table(self, title: str) -> Figure:
        """Draw them, with a title above all."""
        return image_table(self.values, title, list(self.rows))


def cells_of(run: Run, drawn: Drawn) -> Cells | None:
    """Arrange images that a model has made; None where it has made something else."""
    if not is_image(drawn.values.shape[1:]):
        return None
    classes = _classes(drawn)
    images = _images(run, drawn)
    if images:
        return _pairs(run, drawn, images)
    values = shades(run, drawn.node, drawn.values)
    if classes is None or len(np.unique(classes[1])) == 1:
        return Cells(in_square(values))
    return _by_class(values, *classes)


def what_is_drawn(drawn: Drawn) -> str:
    """What it is, for a title: `samples given c = 3`."""
    if drawn.node in drawn.given:
        return "reconstructions"
    if not drawn.given:
        return "samples"
    classes = _classes(drawn)
    same = "" if classes is None or len(np.unique(classes[1])) > 1 else f" = {classes[1][0]}"
    return f"samples given {', '.join(map(greek, drawn.given))}{same}"


def _classes(drawn: Drawn) -> tuple[str, Array] | None:
    """The one node of classes that values were made from, and its classes; None otherwise."""
    found = {n: v for n, v in drawn.given.items() if v.ndim == 1 and v.dtype.kind == "i"}
    return next(iter(found.items())) if len(found) == 1 else None


def _images(run: Run, drawn: Drawn) -> dict[str, Array]:
    """The images that values were made from, by their nodes."""
    return {
        name: shades(run, name, values)
        for name, values in drawn.given.items()
        if is_image(values.shape[1:])
    }


def _by_class(values: Array, name: str, classes: Array) -> Cells:
    """Images in rows, a class each; rows that are shorter than others end with empty cells."""
    numbers, counts = np.unique(classes, return_counts=True)
    cells = np.full((len(numbers), counts.max(), *values.shape[1:]), np.nan, np.float32)
    for row, number in enumerate(numbers):
        cells[row, : counts[row]] = values[classes == number]
    return Cells(cells, tuple(f"{greek(name)} = {number}" for number in numbers))


def _pairs(run: Run, drawn: Drawn, images: dict[str, Array]) -> Cells:
    """Rows of images that were given, and below them what was made of each; several such blocks."""
    made = shades(run, drawn.node, drawn.values)
    label = "reconstruction" if drawn.node in images else greek(drawn.node)
    pairs = [(f"given {greek(name)}", values) for name, values in images.items()]
    rows = [
        (name, values[first : first + ACROSS])
        for first in range(0, len(made), ACROSS)
        for name, values in (*pairs, (label, made))
    ]
    return Cells(in_cells([part for _, part in rows]), tuple(name for name, _ in rows))


def _points(run: Run, drawn: Drawn, title: str | None) -> Figure:
    """Points of the plane, or single numbers, over the data; no title stands for the usual one."""
    values, data = drawn.values.reshape(len(drawn.values), -1), data_points(run, drawn.node)
    name, what = run.setup.schematic.name, what_is_drawn(drawn)
    if values.shape[1] == 1:
        known = None if data is None else data[:, 0]
        return histograms(known, values[:, 0], title or f"{name}: {what}")
    found = _classes(drawn)
    classes = None if found is None else found[1]
    return point_clouds(data, values, name, above=what, classes=classes, title=title)


def data_points(run: Run, node: str) -> Array | None:
    """Return held-out examples [N, D] in the units of the data; None where there are none."""
    known = _known(run, node)
    return None if known is None else known.reshape(len(known), -1)


def _known(run: Run, node: str) -> Array | None:
    """Some held-out examples of a data node in the units of the data, [N, *event]."""
    known = known_examples(run, node) if run.setup.schematic.nodes[node].is_data else None
    return None if known is None else in_data_units(run, node, torch.as_tensor(known))


def shades(run: Run, node: str, values: Array) -> Array:
    """Return images in the units of the data as shades in [0, 1].

    They are brought there from the range that the data are known to have, or that the held-out
    examples have; data within [0, 1] are shades already.
    """
    low, high = run.setup.config.scales.get(node, (0.0, 1.0))
    known = _known(run, node)
    if node not in run.setup.config.scales and known is not None:
        least, most = float(np.nanmin(known)), float(np.nanmax(known))
        if least < -0.01 or most > 1.01:
            low, high = least, most
    mapped: Array = ((values - low) / (high - low)).clip(0, 1)
    return mapped


def picture_of_walk(run: Run, walk: Walk) -> Figure:
    """Draw a walk: images in its rows and columns, or the paths of points over the data."""
    title = f"{run.setup.schematic.name}: {walk.title}"
    values, rows = walk.drawn.values, len(walk.rows)
    if is_image(values.shape[1:]):
        cells = shades(run, walk.drawn.node, values).reshape(rows, -1, *values.shape[1:])
        return image_table(cells, title, walk.rows, walk.columns)
    flat = values.reshape(rows, len(values) // rows, -1)
    figure = blank_figure(4.8, 4.8)
    axis = figure.subplots()
    if flat.shape[2] == 1:
        for name, row in zip(walk.rows, flat, strict=True):
            axis.plot(row[:, 0], ".-", label=name, linewidth=1)
        axis.set_xticks(range(flat.shape[1]), labels=walk.columns, fontsize=8)
        dress(axis, title, "", "value")
    else:
        data = data_points(run, walk.drawn.node)
        if data is not None:
            axis.scatter(data[:, 0], data[:, 1], s=8, color=DATA, linewidths=0)
        for name, row in zip(walk.rows, flat, strict=True):
            axis.plot(row[:, 0], row[:, 1], ".-", label=name, linewidth=1)
        axis.set_aspect("equal", adjustable="datalim")
        dress(axis, title, "first coordinate", "second coordinate")
    if any(walk.rows) and rows <= 10:
        axis.legend(frameon=False, fontsize=8)
    return figure

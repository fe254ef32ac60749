"""Arrays → figures: images in grids and rows, points in the plane."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from schematic.data.dataset import Array
from schematic.training.pictures.blank_figure import blank_figure
from schematic.training.pictures.image_table import image_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DATA, MODEL = "#9aa7b5", "#c8402f"
THIN = 5  # how many times longer than wide a cloud of points may be


def to_png(figure: Figure) -> bytes:
    """Return a figure as the content of a PNG file."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    stream = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(stream, format="png", dpi=150, bbox_inches="tight", metadata={"Software": None})
    return stream.getvalue()


def is_image(shape: tuple[int, ...]) -> bool:
    """Return whether a shape is that of grey or coloured images, [1 or 3, H, W]."""
    return len(shape) == 3 and shape[0] in (1, 3) and min(shape[1:]) > 1


def in_square(images: Array) -> Array:
    """Put images [N, C, H, W] into a nearly square grid, [R, K, C, H, W]; it ends with NaN."""
    columns = math.ceil(len(images) ** 0.5)
    rows = -(-len(images) // columns)
    blank = np.full((rows * columns - len(images), *images.shape[1:]), np.nan, images.dtype)
    whole: Array = np.concatenate([images, blank]).reshape(rows, columns, *images.shape[1:])
    return whole


def image_rows(rows: dict[str, Array], title: str) -> Figure:
    """Draw rows of images [N, C, H, W] with values in [0, 1], each with its name."""
    return image_table(in_cells(list(rows.values())), title, list(rows))


def in_cells(rows: Sequence[Array]) -> Array:
    """Put rows of images [N, C, H, W] into cells of one size, [R, N, C, H, W]; NaN is around them.

    A row that is shorter than others ends with empty cells, and grey images become coloured where
    others are.
    """
    whole = [max(images.shape[axis] for images in rows) for axis in range(4)]
    cells = np.full((len(rows), *whole), np.nan, np.float32)
    for cell, images in zip(cells, rows, strict=True):
        above, left = ((whole[axis] - images.shape[axis]) // 2 for axis in (2, 3))
        bottom, right = above + images.shape[2], left + images.shape[3]
        cell[: len(images), :, above:bottom, left:right] = images
    return cells


def point_clouds(
    data: Array | None,
    values: Array,
    name: str,
    below: str = "data",
    above: str = "samples",
    classes: Array | None = None,
    title: str | None = None,
) -> Figure:
    """Draw the first two coordinates of data [N, D], and of values [M, D] over them.

    Args:
        data: below; None where there are none at hand.
        values: above.
        name: of the model.
        below: what the data are.
        above: what the values are.
        classes: of the values, [M], each drawn in a colour of its own.
        title: above all; None derives it.
    """
    figure = blank_figure(4.8, 4.8)
    axis = figure.subplots()
    if data is not None:
        axis.scatter(data[:, 0], data[:, 1], s=10, color=DATA, label=below, linewidths=0)
    groups = {above: values} if classes is None else _by_class(values, classes)
    for number, (label, group) in enumerate(groups.items()):
        colour = MODEL if classes is None else f"C{number % 10}"
        axis.scatter(
            group[:, 0], group[:, 1], s=5, color=colour, label=label, linewidths=0, alpha=0.6
        )
    share_unit(axis, values if data is None else data)
    derived = f"{name}: {above} over {below}" if data is not None else f"{name}: {above}"
    dress(axis, title or derived, "first coordinate", "second coordinate")
    axis.legend(frameon=False, fontsize=9, markerscale=2, loc="upper right")
    return figure


def _by_class(values: Array, classes: Array) -> dict[str, Array]:
    return {str(k): values[classes == k] for k in np.unique(classes)}


def histograms(data: Array | None, values: Array, title: str) -> Figure:
    """Draw how often single numbers come, [N] of the data and [M] of the model."""
    figure = blank_figure(4.8, 3.4)
    axis = figure.subplots()
    both = values if data is None else np.concatenate([data, values])
    bins = np.histogram_bin_edges(both, bins=50).tolist()
    if data is not None:
        axis.hist(data, bins=bins, density=True, color=DATA, label="data")
    axis.hist(values, bins=bins, density=True, color=MODEL, histtype="step", label="samples")
    dress(axis, title, "value", "density")
    axis.legend(frameon=False, fontsize=9)
    return figure


def share_unit(axis: Axes, points: Array) -> None:
    """Draw both coordinates in one unit, unless points [N, D] would then lie on a line."""
    spans = np.nanmax(points[:, :2], axis=0) - np.nanmin(points[:, :2], axis=0)
    if spans.max() <= THIN * spans.min():
        axis.set_aspect("equal", adjustable="datalim")


def dress(axis: Axes, title: str, across: str, up: str) -> None:
    """Give axes a title and their names."""
    axis.set_title(title, fontsize=11)
    axis.set_xlabel(across)
    axis.set_ylabel(up)
    axis.spines[["top", "right"]].set_visible(False)

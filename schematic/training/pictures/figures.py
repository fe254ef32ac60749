"""Arrays → figures: images in grids and rows, points in the plane."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from schematic.data.dataset import Array

DATA, MODEL = "#9aa7b5", "#c8402f"
THIN = 5  # how many times longer than wide a cloud of points may be


def to_png(figure: Figure) -> bytes:
    """Return a figure as the content of a PNG file."""
    stream = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(stream, format="png", dpi=150, bbox_inches="tight", metadata={"Software": None})
    return stream.getvalue()


def is_image(shape: tuple[int, ...]) -> bool:
    """Return whether a shape is that of grey or coloured images, [1 or 3, H, W]."""
    return len(shape) == 3 and shape[0] in (1, 3) and min(shape[1:]) > 1


def image_grid(images: Array, title: str) -> Figure:
    """Draw images [N, C, H, W] with values in [0, 1] in a square grid."""
    side = int(len(images) ** 0.5)
    figure = Figure(figsize=(5, 5.2), layout="constrained")
    axis = figure.subplots()
    axis.imshow(*_tile(images[: side * side], side))
    axis.set_axis_off()
    axis.set_title(title, fontsize=11)
    return figure


def image_rows(rows: dict[str, Array], title: str) -> Figure:
    """Draw rows of images [N, C, H, W] with values in [0, 1], each with its name."""
    figure = Figure(figsize=(9, 0.5 + 0.75 * len(rows)), layout="constrained")
    figure.suptitle(title, fontsize=11)
    axes = np.atleast_1d(np.asarray(figure.subplots(len(rows), 1)))
    for axis, (name, images) in zip(axes, rows.items(), strict=True):
        axis.imshow(*_tile(images, len(images)))
        axis.set_yticks([])
        axis.set_xticks([])
        axis.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=10)
        axis.spines[:].set_visible(False)
    return figure


def _tile(images: Array, columns: int) -> tuple[Array]:
    """Join images [N, C, H, W] to one picture [H, W, 3] in rows, with white lines in between."""
    count, channels, height, width = images.shape
    gap = max(1, height // 8)
    coloured = np.broadcast_to(images, (count, 3, height, width)) if channels == 1 else images
    padded = np.pad(
        np.clip(coloured, 0, 1).transpose(0, 2, 3, 1),
        ((0, 0), (0, gap), (0, gap), (0, 0)),
        constant_values=1,
    )
    rows = padded.reshape(-1, columns, *padded.shape[1:])
    joined = rows.transpose(0, 2, 1, 3, 4).reshape(rows.shape[0] * padded.shape[1], -1, 3)
    return (joined[:-gap, :-gap],)


def point_clouds(
    data: Array, values: Array, name: str, below: str = "data", above: str = "samples"
) -> Figure:
    """Draw the first two coordinates of data [N, D], and of values [M, D] over them."""
    figure = Figure(figsize=(4.8, 4.8), layout="constrained")
    axis = figure.subplots()
    axis.scatter(data[:, 0], data[:, 1], s=10, color=DATA, label=below, linewidths=0)
    axis.scatter(values[:, 0], values[:, 1], s=5, color=MODEL, label=above, linewidths=0, alpha=0.6)
    share_unit(axis, data)
    dress(axis, f"{name}: {above} over {below}", "first coordinate", "second coordinate")
    axis.legend(frameon=False, fontsize=9, markerscale=2, loc="upper right")
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

"""Images → a figure in which they stand in rows and columns, each pixel as sharp as it is.

A small image is enlarged by a whole number, and a large one made smaller by one, so that no pixel
is smeared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from schematic.data.dataset import Array
from schematic.training.pictures.blank_figure import blank_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 150
CELL, LARGEST = 66, 4_000
"""Pixels of a cell at least, and of the figure at most, on the longer side."""
LETTER = 11  # pixels of a letter in a caption, nearly


def image_table(
    cells: Array, title: str, rows: Sequence[str] = (), columns: Sequence[str] = ()
) -> Figure:
    """Draw images with values in [0, 1] in rows and columns.

    Args:
        cells: [R, C, channels, H, W], with one channel or three; NaN leaves a cell empty.
        title: above all.
        rows: a caption beside each row; none where there are none.
        columns: a caption above each column.
    """
    joined = tile(_sized(cells))
    height, width = joined.shape[:2]
    left = max((len(each) for each in rows), default=0) * LETTER + 10
    above = 62 + (24 if any(columns) else 0)
    whole = max(left + width + 10, len(title) * 13 + 20), height + above + 10
    figure = blank_figure(whole[0] / DPI, whole[1] / DPI, dpi=DPI)
    start = left + (whole[0] - left - 10 - width) // 2
    place = (start / whole[0], 10 / whole[1], width / whole[0], height / whole[1])
    axis = figure.add_axes(place)
    axis.imshow(joined, interpolation="nearest", aspect="auto")
    axis.spines[:].set_visible(False)
    axis.tick_params(length=0, labelsize=8)
    _caption(axis.set_yticks, rows, height)
    _caption(axis.set_xticks, columns, width)
    axis.xaxis.tick_top()
    figure.suptitle(title, fontsize=11, y=1 - 14 / whole[1], va="top")
    return figure


def tile(cells: Array) -> Array:
    """Join images [R, C, channels, H, W] to one picture [H′, W′, 3] with white lines in between."""
    gap = max(2, min(cells.shape[3:]) // 16)
    shades = np.clip(np.where(np.isnan(cells), 1, cells), 0, 1)
    coloured = np.broadcast_to(shades, (*cells.shape[:2], 3, *cells.shape[3:]))
    apart = [(0, 0), (0, 0), (0, 0), (0, gap), (0, gap)]
    padded = np.pad(coloured, apart, constant_values=1)
    across, down, _, height, width = padded.shape
    joined = padded.transpose(0, 3, 1, 4, 2).reshape(across * height, down * width, 3)
    whole: Array = joined[:-gap, :-gap]
    return whole


def _sized(cells: Array) -> Array:
    """The images, enlarged or made smaller by a whole number."""
    height, width = cells.shape[3:]
    larger = max(1, round(CELL / max(height, width)))
    if larger > 1:
        return cells.repeat(larger, 3).repeat(larger, 4)
    longest = max(cells.shape[0] * height, cells.shape[1] * width)
    smaller = -(-longest // LARGEST)
    return cells if smaller == 1 else _shrunk(cells, min(smaller, height, width))


def _shrunk(cells: Array, by: int) -> Array:
    """The means of blocks of so many pixels; the last ones are repeated to whole blocks."""
    rest = [(0, 0)] * 3 + [(0, -size % by) for size in cells.shape[3:]]
    padded = np.pad(cells, rest, mode="edge")
    rows, columns, channels, height, width = padded.shape
    blocks = padded.reshape(rows, columns, channels, height // by, by, width // by, by)
    found: Array = blocks.mean((4, 6))
    return found


def _caption(place: object, names: Sequence[str], length: int) -> None:
    """Write names along an axis, each in the middle of its row or column."""
    size = length / max(len(names), 1)
    middles = [(each + 0.5) * size - 0.5 for each in range(len(names))]
    place(middles, labels=list(names))  # type: ignore[operator]

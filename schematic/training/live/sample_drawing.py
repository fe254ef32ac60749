"""A run → an image of its samples as they are now: images in a sheet, points over the data."""

from __future__ import annotations

from dataclasses import dataclass

from schematic.emit.kernels.nets import evaluating
from schematic.training.live.cloud_drawing import SIDE, draw_cloud, draw_histogram
from schematic.training.live.image_sheet import draw_sheet
from schematic.training.pictures.kinds.model_samples import samples_to_show
from schematic.training.pictures.sample_pictures import cells_of, data_points, what_is_drawn
from schematic.training.run.run_folder import Run
from schematic.training.sampling.drawn import Drawn


@dataclass(frozen=True)
class Image:
    """An image as a page shows it.

    Attributes:
        kind: its media type.
        content: of its file.
        width, height: in pixels of the page.
        words: what is to be seen, for those who do not see it.
    """

    kind: str
    content: bytes
    width: int
    height: int
    words: str


def draw_run_samples(run: Run) -> Image | None:
    """Draw samples of a run; None where its model samples no data.

    They are those of `samples.png`, from the same noise each time. The training is left as it is:
    its generators of noise are put back, and so are the statistics of the nets.

    Raises:
        Error, ValueError, RuntimeError: something of it cannot be computed.
    """
    with evaluating(run.model):
        drawn = samples_to_show(run)
    return None if drawn is None else _image(run, drawn)


def _image(run: Run, drawn: Drawn) -> Image:
    what, cells = what_is_drawn(drawn), cells_of(run, drawn)
    if cells is not None:
        content, width, height = draw_sheet(cells.values)
        return Image("image/png", content, width, height, f"{what}{_told(cells.rows)}")
    values, data = drawn.values.reshape(len(drawn.values), -1), data_points(run, drawn.node)
    if values.shape[1] == 1:
        shown = draw_histogram(None if data is None else data[:, 0], values[:, 0])
    else:
        shown = draw_cloud(data, values)
    over = "" if data is None else " over data"
    return Image("image/svg+xml", shown.encode(), SIDE, SIDE, f"{what}{over}")


def _told(rows: tuple[str, ...]) -> str:
    """What the rows are, each kind once."""
    names = list(dict.fromkeys(rows))
    if not names:
        return ""
    listed = ", ".join(names) if len(names) < 4 else f"{names[0]}, {names[1]}, …, {names[-1]}"
    return f"; rows: {listed}"

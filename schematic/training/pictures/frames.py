"""A run in training → a picture of its samples every so often, and at the end all of them as a GIF.

The noise is the same in all pictures, and so are the values that samples are given, so that one
picture can be compared with the next. Nothing of the training changes: the generators of noise are
put back.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from schematic.data.dataset import Array
from schematic.diagnostics import Error
from schematic.families import Kind
from schematic.objective.queries import samples
from schematic.training.checkpoint.atomic_file import make_own_folder, remove, write_own
from schematic.training.checkpoint.own_files import read_own, reason_of
from schematic.training.options.setup import Setup
from schematic.training.run.run_folder import Run
from schematic.training.training_errors import TrainingError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FOLDER, ANIMATION = "samples", "samples.gif"
MOST_FRAMES, SHOWN_FRAMES = 1_000, 100
"""Pictures of a run, and those of them that its animation shows, at most."""
SECONDS = 10.0
"""How long an animation takes, nearly; its last picture stays longer."""
NAME = re.compile(r"(\d{6,12})\.png")


def require_frames(setup: Setup) -> None:
    """Refuse pictures during training where there is nothing to show, or too much of it.

    Raises:
        TrainingError: the model does not sample, its parameters are sharded, or there would be too
            many pictures.
    """
    config, schematic = setup.config, setup.schematic
    if config.sample_every is None:
        return
    first = next((query.target for query in samples(schematic)), None)
    if first is None or schematic.nodes[first].space.kind is Kind.CAT:
        raise TrainingError(
            f"{schematic.name} does not sample data, so there is nothing to draw on the way",
            "leave out --sample-every",
        )
    if config.shard:
        raise TrainingError(
            "--sample-every needs all parameters at one place, and --shard spreads them",
            "leave out one of them",
        )
    if config.steps // config.sample_every > MOST_FRAMES:
        least = -(-config.steps // MOST_FRAMES)
        raise TrainingError(
            f"--sample-every {config.sample_every} would draw "
            f"{config.steps // config.sample_every:,} pictures",
            f"draw at most {MOST_FRAMES:,}: --sample-every {least}",
        )


def draw_frame(run: Run) -> str | None:
    """Draw the samples of a run at its step; return why not where that fails.

    Training goes on without a picture.
    """
    name = f"{FOLDER}/{run.state.step:06}.png"
    try:
        make_own_folder(run.folder / FOLDER)
        write_own(run.folder / name, _picture(run))
    except (ValueError, RuntimeError, OSError, Error) as error:
        return f"{name} could not be drawn: {reason_of(error)}"
    return None


def frames_of(folder: Path) -> dict[int, Path]:
    """Return the pictures that lie in the folder of a run, by their steps in order."""
    place = folder / FOLDER
    if place.is_symlink() or not place.is_dir():
        return {}
    found = {match: path for path in place.iterdir() if (match := NAME.fullmatch(path.name))}
    return dict(sorted((int(match[1]), path) for match, path in found.items()))


def forget_frames(folder: Path, after: int = -1) -> None:
    """Remove the pictures of steps after one, which will be made again; all where none is named."""
    for step, path in frames_of(folder).items():
        if step > after:
            remove(path)
    if after < 0:
        remove(folder / ANIMATION)


def write_animation(folder: Path) -> str | None:
    """Put the pictures of a run together to a GIF; return why not where that fails.

    Of many pictures it shows a hundred, at equal distances, with the first and the last.
    """
    paths = list(frames_of(folder).values())
    if len(paths) < 2:
        return None
    chosen = np.unique(np.linspace(0, len(paths) - 1, SHOWN_FRAMES).round().astype(int))
    try:
        write_own(folder / ANIMATION, _gif([read_own(paths[k]) for k in chosen]))
    except (ValueError, RuntimeError, OSError, Error) as error:
        return f"{ANIMATION} could not be made: {reason_of(error)}"
    return None


def _picture(run: Run) -> bytes:
    """The samples of a run as a PNG file, of the same size and over the same axes at each step."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from schematic.training.pictures.kinds.model_samples import samples_to_show
    from schematic.training.pictures.sample_pictures import data_points, picture_of

    model, was_training = run.model, run.model.training
    model.eval()
    try:
        drawn = samples_to_show(run)
    finally:
        model.train(was_training)
    assert drawn is not None
    figure = picture_of(run, drawn, f"step {run.state.step:,}")
    _fix_axes(figure, data_points(run, drawn.node))
    stream = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def _fix_axes(figure: Figure, data: Array | None) -> None:
    """Let a cloud of points lie over the range of the data [N, D], and a quarter of it beside."""
    axis = figure.axes[0]
    if data is None or not axis.collections:
        return
    low, high = data[:, :2].min(0), data[:, :2].max(0)
    middle, reach = (low + high) / 2, 0.75 * float((high - low).max())
    axis.set_aspect("equal", adjustable="box")
    axis.set_xlim(middle[0] - reach, middle[0] + reach)
    axis.set_ylim(middle[1] - reach, middle[1] + reach)


def _gif(pictures: list[bytes]) -> bytes:
    """PNG files as an animation, in one size: that of the first."""
    from PIL import Image

    opened = [Image.open(io.BytesIO(each), formats=("PNG",)).convert("RGB") for each in pictures]
    size = opened[0].size
    whole = [each if each.size == size else each.resize(size) for each in opened]
    shown = [
        each.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE) for each in whole
    ]
    pause = int(max(50.0, 1_000 * SECONDS / len(shown)))
    pauses = [*[pause] * (len(shown) - 1), 2_000]
    stream = io.BytesIO()
    shown[0].save(stream, "gif", save_all=True, append_images=shown[1:], duration=pauses, loop=0)
    return stream.getvalue()

"""A run → pictures of it: loss curves, samples beside data, reconstructions, predictions.

What is drawn follows from what the model can do and from the shape of its data.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from matplotlib.figure import Figure

from schematic.data import unscale
from schematic.data.dataset import Array
from schematic.families import Kind
from schematic.graph import Distribution
from schematic.graph.names import greek
from schematic.training.checkpoint.atomic_file import write_bytes
from schematic.training.device import fixed_noise
from schematic.training.log.csv_log import Row, read_log
from schematic.training.pictures.figures import (
    dress,
    image_grid,
    image_rows,
    is_image,
    point_clouds,
    to_png,
)
from schematic.training.pictures.predictions import draw_predictions, predicted_nodes
from schematic.training.run.run_folder import (
    CODES,
    CURVES,
    LOG,
    PREDICTIONS,
    RECONSTRUCTIONS,
    SAMPLES,
    Run,
    to_device,
)

SEED = 104_729  # of the noise in pictures, so that two pictures of a model are alike
POINTS, IMAGES, PAIRS, COLUMNS = 2_000, 100, 12, 12


def draw_pictures(run: Run) -> tuple[str, ...]:
    """Draw whatever fits the model into its folder; what could not be drawn, as notes."""
    notes: list[str] = []
    for name, draw in PICTURES.items():
        try:
            figure = draw(run)
        except (ValueError, RuntimeError) as error:
            notes.append(f"{name} could not be drawn: {error}")
            continue
        if figure is not None:
            write_bytes(run.folder / name, to_png(figure))
    return tuple(notes)


def sampled_node(run: Run) -> str | None:
    """The data node that the model samples from its priors alone, if it has one."""
    recipes = run.model.program.samples[:1]
    drawn = [r.target for r in recipes if not r.needs]
    nodes = run.setup.schematic.nodes
    return next((name for name in drawn if nodes[name].space.kind is not Kind.CAT), None)


def draw_samples(run: Run, n: int, seed: int = SEED) -> Array:
    """Samples [n, *event] in the units of the data.

    Args:
        run: a run whose model samples a data node.
        n: how many.
        seed: of the noise.
    """
    node = sampled_node(run)
    assert node is not None
    with fixed_noise(seed, run.device):
        return in_data_units(run, node, run.model.sample(n))


def in_data_units(run: Run, node: str, values: torch.Tensor) -> Array:
    """Values of a node as an array, mapped back to where the data came from."""
    array: Array = values.detach().cpu().numpy()
    scale = run.setup.config.scales.get(node)
    return array if scale is None else unscale(array, scale)


def curves(run: Run) -> Figure | None:
    """The losses of all players, and the terms held out, over the steps."""
    rows = read_log(run.folder / LOG)
    if len(rows) < 2:
        return None
    groups = {
        "loss": _series(rows, " loss"),
        "held-out terms of the loss": _series(rows, "test ", front=True),
    }
    panels = {title: series for title, series in groups.items() if series}
    figure = Figure(figsize=(5.2 * len(panels), 3.4), layout="constrained")
    axes = np.atleast_1d(np.asarray(figure.subplots(1, len(panels))))
    for axis, (title, series) in zip(axes, panels.items(), strict=True):
        for label, values in series.items():
            axis.plot([row["step"] for row in rows], values, label=label, linewidth=1.4)
        dress(axis, f"{run.setup.schematic.name}: {title}", "step", "nats, mean over the batch")
        axis.legend(frameon=False, fontsize=8)
    return figure


def _series(rows: list[Row], mark: str, *, front: bool = False) -> dict[str, list[float]]:
    names = [n for n in rows[0] if (n.startswith(mark) if front else n.endswith(mark))]
    return {_nice(name): [row.get(name, np.nan) for row in rows] for name in names}


def _nice(name: str) -> str:
    """`test theta,eta: log p(x|z)` and `phi loss` as people read them."""
    player, _, label = name.removeprefix("test ").partition(": ")
    shown = ",".join(map(greek, player.removesuffix(" loss").split(",")))
    return f"{shown}: {label}" if label else f"player {shown}"


def samples(run: Run) -> Figure | None:
    """Samples of the model: a grid of images, or points over points of the data."""
    node = sampled_node(run)
    if node is None:
        return None
    shape = run.setup.schematic.nodes[node].space.shape or ()
    return picture_samples(run, draw_samples(run, IMAGES if is_image(shape) else POINTS))


def picture_samples(run: Run, values: Array) -> Figure | None:
    """A picture of samples [N, *event]; None where they are single numbers."""
    name = run.setup.schematic.name
    if is_image(values.shape[1:]):
        return image_grid(values, f"{name}: samples")
    feed = run.setup.test or run.setup.train
    node = sampled_node(run)
    column = next(array for (n, _), array in feed.columns.items() if n == node)
    data = in_data_units(run, str(node), torch.as_tensor(column[:POINTS]))
    flat = [array.reshape(len(array), -1) for array in (data, values)]
    return point_clouds(flat[0], flat[1], name) if flat[1].shape[1] > 1 else None


def reconstructions(run: Run) -> Figure | None:
    """Held-out examples above what the model makes of them."""
    recipes = run.model.program.reconstructs[:1]
    if not recipes or len(recipes[0].needs) > 1:
        return None
    node = recipes[0].target
    feed = run.setup.test or run.setup.train
    column = next(array for (n, _), array in feed.columns.items() if n == node)
    shape = column.shape[1:]
    given = to_device(column[: PAIRS if is_image(shape) else POINTS], run.device)
    with fixed_noise(SEED, run.device):
        made = run.model.reconstruct(given)
    before, after = (in_data_units(run, node, values) for values in (given, made))
    name = run.setup.schematic.name
    if is_image(shape):
        return image_rows({"data": before, "reconstruction": after}, f"{name}: held-out examples")
    if before[0].size < 2:
        return None
    data, values = (array.reshape(len(array), -1) for array in (before, after))
    return point_clouds(data, values, name, "held-out data", "reconstructions")


def codes(run: Run) -> Figure | None:
    """Images for each class of a code: a row a class, all else alike down each column."""
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
        rows[f"{greek(code)} = {k}"] = in_data_units(run, node, made)
    return image_rows(rows, f"{run.setup.schematic.name}: samples for each class of {greek(code)}")


def class_code(run: Run) -> str | None:
    """A latent node of classes, drawn uniformly, if there is one."""
    for node in run.setup.schematic.nodes.values():
        if node.space.kind is Kind.CAT and isinstance(node.law, Distribution):
            return node.name
    return None


def predictions(run: Run) -> Figure | None:
    """What the model predicts over the plane, with the data of all domains."""
    return draw_predictions(run) if predicted_nodes(run.setup.schematic) else None


PICTURES: dict[str, Callable[[Run], Figure | None]] = {
    CURVES: curves,
    SAMPLES: samples,
    RECONSTRUCTIONS: reconstructions,
    PREDICTIONS: predictions,
    CODES: codes,
}

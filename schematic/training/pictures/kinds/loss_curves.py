"""The log of a run → the curves of all losses, and of the terms held out, over the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from schematic.graph.names import greek
from schematic.training.log.csv_log import LOG, Row, read_log
from schematic.training.pictures.blank_figure import blank_figure
from schematic.training.pictures.figures import dress
from schematic.training.pictures.run_picture import RunPicture
from schematic.training.run.run_folder import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_curves(run: Run) -> Figure | None:
    """Draw the losses of all players, and held-out terms, in nats over the steps."""
    rows = read_log(run.folder / LOG)
    if len(rows) < 2:
        return None
    groups = {
        "loss": _series(rows, " loss"),
        "held-out terms of the loss": _series(rows, "test ", front=True),
    }
    panels = {title: series for title, series in groups.items() if series}
    figure = blank_figure(5.2 * len(panels), 3.4)
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
    """Write `test theta,eta: −log p(x|z)` and `phi loss` as people read them."""
    player, _, label = name.removeprefix("test ").partition(": ")
    shown = greek(player.removesuffix(" loss"))
    return f"{shown}: {label}" if label else f"player {shown}"


PICTURE = RunPicture(10, "curves.png", draw_curves)

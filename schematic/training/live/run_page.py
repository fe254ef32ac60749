"""A run → the HTML that a notebook shows for it: its schematic, its curves, samples and facts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from schematic.diagnostics import Error
from schematic.html_table import write_table
from schematic.training.checkpoint.own_files import reason_of
from schematic.training.live.panel import curve_image, data_address, write_image
from schematic.training.live.sample_drawing import Image, draw_run_samples
from schematic.training.live.view import losses_of, title_of
from schematic.training.run.run_folder import Run


def write_run_page(run: Run, drawing: str | None, numbers: str, said: Sequence[str] = ()) -> str:
    """What is to be seen of a run, without script and style.

    What cannot be drawn is said, and the rest is shown.

    Args:
        run: an opened run.
        drawing: of its schematic, as SVG; None where there is none.
        numbers: how to get the numbers of its evaluation.
        said: what else the user should know.
    """
    shown: list[Image] = []
    notes = list(said)
    for draw in (_curves, draw_run_samples):
        try:
            image = draw(run)
        except (ValueError, RuntimeError, OSError, Error) as error:
            notes.append(reason_of(error))
        else:
            shown += [] if image is None else [image]
    images = " ".join(map(write_image, shown))
    words = "; ".join(image.words for image in shown)
    parts = (
        f"<b>{escape(title_of(run))}</b><br>",
        "" if drawing is None else f"{_in_tag(drawing, run.setup.schematic.name)}<br>",
        f"{images}<br><small>{escape(words)}</small>" if shown else "",
        *(f"<br>{escape(note)}" for note in notes),
        _facts(run, numbers),
    )
    return f"<div>{''.join(parts)}</div>"


def _curves(run: Run) -> Image | None:
    curves = losses_of(run)
    return curve_image(curves, run.state.step) if curves else None


def _in_tag(drawing: str, name: str) -> str:
    source = data_address("image/svg+xml", drawing.encode())
    return f'<img src="{source}" alt="schematic of {escape(name)}">'


def _facts(run: Run, numbers: str) -> str:
    config, state, examples = run.setup.config, run.state, run.setup.examples
    made = f"{state.step:,} of {config.steps:,}, each of {config.batch:,} examples"
    rows = {
        "spec": config.origin,
        "data": config.data if examples is None else examples.line,
        "steps": f"{made}, in {state.seconds:,.1f} s on {run.device.type}",
        "seed": str(config.seed),
        "evaluation": numbers,
    }
    return write_table("", ("run", str(run.folder)), rows.items())

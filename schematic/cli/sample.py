"""A trained run → samples, as a picture or as an array in the units of the data: `sample`."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from schematic.cli.failures import UsageError
from schematic.cli.inputs import add_raw
from schematic.cli.numbers import whole
from schematic.cli.outputs import remark, tell, write_result
from schematic.ranges import COUNT, SEED

DESCRIPTION = """Draw samples from a trained run.

OUT.npy holds them as an array, in the units of the data; OUT.png shows them: images in a grid,
points in the plane over points of the data."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `sample`."""
    parser.add_argument("run", metavar="RUN", help="a run folder")
    parser.add_argument("-n", type=whole(COUNT), default=100, help="how many; default: 100")
    parser.add_argument("-o", "--out", metavar="OUT", help="default: RUN/samples-<n>.png")
    parser.add_argument("--seed", type=whole(SEED), default=0, help="of the noise; default: 0")
    add_raw(parser)
    way = "back along a diffusion"
    parser.add_argument("--steps", type=whole(COUNT), help=f"how many, {way}; default: 100")
    parser.add_argument("--ode", action="store_true", help=f"the flow of probability, {way}")


def run(options: argparse.Namespace) -> int:
    """Sample, and write."""
    out = options.out or str(Path(options.run) / f"samples-{options.n}.png")
    ending = Path(out).suffix.lower()
    if ending not in (".png", ".npy"):
        raise UsageError(f"{out!r} does not say what to write", "end it with .png or .npy")
    from schematic.training.checkpoint.atomic_file import write_own

    content = _content(Path(options.run), ending, options)
    write_result(content, out) if options.out else write_own(Path(out), content)
    tell(f"{options.n} samples: {out}")
    return 0


def _content(folder: Path, ending: str, options: argparse.Namespace) -> bytes:
    import numpy as np

    from schematic.training.pictures.figures import to_png
    from schematic.training.pictures.kinds.model_samples import picture_samples
    from schematic.training.run.run_folder import open_run
    from schematic.training.run.samples import draw_samples, sampled_node

    opened = open_run(folder, raw=options.raw)
    for note in opened.notes:
        remark(f"sgm: note: {note}")
    if sampled_node(opened) is None:
        name = opened.setup.schematic.name
        raise UsageError(
            f"{name} does not sample data: no chain of arrows leads from priors to a data node",
            "`sgm evaluate` says what else it can do",
        )
    way = {"steps": options.steps, "ode": options.ode}
    way = {name: value for name, value in way.items() if value}
    samples = draw_samples(opened, options.n, options.seed, **way)
    if ending == ".npy":
        stream = io.BytesIO()
        np.save(stream, samples)
        return stream.getvalue()
    figure = picture_samples(opened, samples)
    if figure is None:
        raise UsageError("samples of one number make no picture", "write OUT.npy")
    return to_png(figure)

"""A spec and data → a run folder with the trained model: the `train` command."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from schematic.cli.failures import UsageError
from schematic.cli.inputs import (
    FILE_HELP,
    add_columns,
    add_settings,
    columns_of,
    is_folder,
    read_source,
    settings_of,
    shapes_of,
)
from schematic.cli.outputs import remark, tell
from schematic.cli.run_options import add_options, values_of
from schematic.training.options.config import REQUESTED
from schematic.training.options.option import DATA, GROUPS, RUN

if TYPE_CHECKING:
    from schematic.training.distributed.processes import World
    from schematic.training.options.config import Request
    from schematic.training.train_and_resume import Outcome

DESCRIPTION = """Train a spec.

Writes a run folder: spec.sgm, config.json, model.py, log.csv, checkpoint.safetensors (and the one
before it), and pictures: the schematic, curves, and samples, reconstructions or predictions, as
the model has them. The folder needs nothing else but the data, and can be moved. Ctrl-C, SIGTERM
and SIGHUP stop after a step and write a checkpoint. To go on, give the run folder as FILE:
sgm train runs/vae-digits --resume

On several GPUs or machines: torchrun --nproc-per-node 4 -m schematic train vae --device cuda"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `train`."""
    parser.add_argument("file", metavar="FILE", help=f"{FILE_HELP}; with --resume, a run folder")
    add_settings(parser)
    groups = add_options(parser, REQUESTED, GROUPS)
    add_columns(groups[DATA])
    run = groups[RUN]
    run.add_argument("--out", metavar="DIR", help="its folder; default: runs/<model>-<data>")
    run.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    run.add_argument("--force", action="store_true", help="write over a run that is there")
    run.add_argument("--quiet", action="store_true", help="show no progress")


def run(options: argparse.Namespace) -> int:
    """Train, or go on training."""
    if options.resume and options.force:
        raise UsageError("--resume goes on, --force begins anew", "give one of them")
    return _train(options)


def _train(options: argparse.Namespace) -> int:
    """Train with all processes that torchrun started; the first of them speaks."""
    from schematic.training.distributed.processes import joined
    from schematic.training.distributed.torchrun import find_launch
    from schematic.training.training_errors import EndedElsewhereError

    try:
        with joined(find_launch()) as world:
            outcome = _resume(options, world) if options.resume else _begin(options, world)
    except EndedElsewhereError as error:
        return error.status
    if world.leads:
        for note in outcome.notes:
            remark(f"sgm: note: {note}")
        _summarise(outcome)
    return 0


def _begin(options: argparse.Namespace, world: World) -> Outcome:
    from schematic.training.train_and_resume import train

    if is_folder(options.file):
        raise UsageError(f"{options.file} is a folder", "go on with a run: --resume")
    source = read_source(options.file)
    return train(
        source,
        _request(options),
        options.out,
        force=options.force,
        quiet=options.quiet,
        world=world,
    )


def _resume(options: argparse.Namespace, world: World) -> Outcome:
    """Go on with the run that the first process finds."""
    from schematic.training.train_and_resume import resume

    request = _request(options)
    folder = world.lead(lambda: str(_find_run(options, request)))
    return resume(folder, request, quiet=options.quiet, world=world)


def _find_run(options: argparse.Namespace, request: Request) -> Path:
    """The folder of the run: --out, or FILE, or where training FILE would have put it."""
    from schematic.training.options.setup import set_up
    from schematic.training.run.run_folder import default_folder

    if options.out:
        return Path(options.out)
    if is_folder(options.file):
        return Path(options.file)
    setup = set_up(read_source(options.file), request)
    return default_folder(setup.schematic, setup.config.data)


def _request(options: argparse.Namespace) -> Request:
    from schematic.training.options.config import Request

    return Request(
        **values_of(options, REQUESTED),
        settings=settings_of(options),
        shapes=shapes_of(options),
        columns=columns_of(options),
    )


def _summarise(outcome: Outcome) -> None:
    """Where the run lies, and what its last line says."""
    from schematic.training.log.csv_log import LOG, read_log
    from schematic.training.log.progress import show_losses
    from schematic.training.pictures.run_picture import picture_files

    run = outcome.run
    rows = read_log(run.folder / LOG)
    last = rows[-1].items() if rows else ()
    losses = {name.removesuffix(" loss"): v for name, v in last if name.endswith(" loss")}
    took = f"{run.state.seconds:.1f} s"
    tell(f"{run.folder}: step {run.state.step}, loss {show_losses(losses)}, {took}")
    pictures = ", ".join(name for name in picture_files() if (run.folder / name).exists())
    tell(f"pictures: {pictures}; next: sgm evaluate {run.folder}")

"""A spec and data → a run folder with the trained model: the `train` command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from schematic.cli.failures import UsageError
from schematic.cli.inputs import (
    FILE_HELP,
    add_columns,
    add_nets,
    add_settings,
    columns_of,
    is_folder,
    nets_of,
    read_source,
    settings_of,
    shapes_of,
)
from schematic.cli.numbers import whole
from schematic.cli.outputs import remark, tell, write_result
from schematic.cli.run_options import add_options, values_of
from schematic.ranges import COUNT
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
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help=f"{FILE_HELP}; with --resume, a run folder; --config may say it",
    )
    parser.add_argument(
        "--config",
        metavar="PATH",
        help="options from a TOML file, by their names, or from the config.json of a run, to make "
        "it again; what is typed goes before",
    )
    add_settings(parser)
    add_nets(parser)
    groups = add_options(parser, REQUESTED, GROUPS)
    add_columns(groups[DATA])
    run = groups[RUN]
    run.add_argument("-o", "--out", metavar="DIR", help="its folder; default: runs/<model>-<data>")
    run.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    run.add_argument("--force", action="store_true", help="write over a run that is there")
    run.add_argument(
        "--seeds",
        type=whole(COUNT),
        metavar="K",
        help="train K seeds, from --seed on, one after another, each in a folder below --out",
    )
    run.add_argument("--quiet", action="store_true", help="show no progress")


def run(options: argparse.Namespace) -> int:
    """Train, or go on training."""
    if options.resume and options.force:
        raise UsageError("--resume goes on, --force begins anew", "give one of them")
    _read_config(options)
    return _train(options) if options.seeds is None else _train_seeds(options)


def _train_seeds(options: argparse.Namespace) -> int:
    """Train with several seeds, and say how their numbers spread."""
    from schematic.training.distributed.torchrun import find_launch
    from schematic.training.several_seeds import TABLE, train_seeds, write_text

    if find_launch() is not None:
        raise UsageError("--seeds trains one run after another", "start it without torchrun")
    if is_folder(options.file):
        raise UsageError(
            f"{options.file} is a folder", "give the spec and the options that the runs began with"
        )
    seeds = train_seeds(
        read_source(options.file),
        _request(options),
        options.seeds,
        Path(options.out) if options.out else None,
        force=options.force,
        goes_on=options.resume,
        quiet=options.quiet,
    )
    for note in seeds.notes:
        remark(f"sgm: note: {note}")
    write_result(write_text(seeds), "-")
    tell(f"{seeds.folder / TABLE}: mean ± standard deviation of a seed")
    return 0 if seeds.spreads else 1


def _read_config(options: argparse.Namespace) -> None:
    """Read --config, and take from it the spec and the folder that are not typed."""
    options.asked = None
    if options.config is not None:
        from schematic.training.run.request_file import read_asked

        options.asked = read_asked(options.config)
        options.file = options.file or options.asked.file
        options.out = options.out or options.asked.out
    if options.file is None and options.resume and options.seeds is None:
        options.file = options.out
    if options.file is None:
        raise UsageError("no FILE says what to train", "give a spec: sgm train gan")


def _train(options: argparse.Namespace) -> int:
    """Train with all processes that torchrun started; the first of them speaks.

    What is wrong with the words, the spec or the data is found before torch is imported.
    """
    from schematic.training.distributed.torchrun import find_launch

    launch = find_launch()
    act = _resuming(options) if options.resume else _beginning(options, is_alone=launch is None)
    from schematic.training.distributed.processes import joined
    from schematic.training.training_errors import EndedElsewhereError

    try:
        with joined(launch) as world:
            outcome = act(world)
    except EndedElsewhereError as error:
        return error.status
    if world.leads:
        for note in outcome.notes:
            remark(f"sgm: note: {note}")
        _summarise(outcome)
    return 0


def _beginning(options: argparse.Namespace, *, is_alone: bool) -> Callable[[World], Outcome]:
    """What begins a run; a process that is alone has set it up already."""
    from schematic.training.options.setup import set_up

    if is_folder(options.file):
        raise UsageError(f"{options.file} is a folder", "go on with a run: --resume")
    source, request = read_source(options.file), _request(options)
    setup = set_up(source, request) if is_alone else None

    def begin(world: World) -> Outcome:
        from schematic.training.train_and_resume import train

        return train(
            source,
            request,
            options.out,
            force=options.force,
            quiet=options.quiet,
            world=world,
            remark=_remark,
            setup=setup,
        )

    return begin


def _resuming(options: argparse.Namespace) -> Callable[[World], Outcome]:
    """What goes on with the run that the first process finds."""
    request = _request(options)

    def go_on(world: World) -> Outcome:
        from schematic.training.train_and_resume import resume

        folder = world.lead(lambda: str(_find_run(options, request)))
        return resume(folder, request, quiet=options.quiet, world=world, remark=_remark)

    return go_on


def _remark(message: str) -> None:
    """Tell what is to be known before training begins; a terminal that is closed ends nothing."""
    with suppress(OSError):
        remark(f"sgm: {message}")


def _find_run(options: argparse.Namespace, request: Request) -> Path:
    """The folder of the run: --out, or FILE, or where training FILE would have put it."""
    from schematic.training.run.run_of_spec import find_run_of

    if is_folder(options.file) or options.file == options.out:
        return _only_folder(options)
    return find_run_of(read_source(options.file), request, options.out)


def _only_folder(options: argparse.Namespace) -> Path:
    """The run folder that FILE is; --out names none, or the same."""
    folder = Path(options.file)
    if options.out and folder.resolve() != Path(options.out).resolve():
        raise UsageError(
            f"FILE is the run {folder}, and --out is {options.out}", "give one of them"
        )
    return folder


def _request(options: argparse.Namespace) -> Request:
    from schematic.training.options.config import Request

    request = Request(
        **values_of(options, REQUESTED),
        settings=settings_of(options),
        shapes=shapes_of(options),
        columns=columns_of(options),
        nets=nets_of(options),
    )
    if options.asked is None:
        return request
    from schematic.training.run.request_file import with_file

    return with_file(options.asked, request)


def _summarise(outcome: Outcome) -> None:
    """Where the run lies, and what its last line says."""
    from schematic.training.log.csv_log import LOG, read_log
    from schematic.training.log.progress import show_losses
    from schematic.training.pictures.frames import ANIMATION
    from schematic.training.pictures.run_picture import picture_files

    run = outcome.run
    rows = read_log(run.folder / LOG)
    last = rows[-1].items() if rows else ()
    losses = {name.removesuffix(" loss"): v for name, v in last if name.endswith(" loss")}
    took = f"{run.state.seconds:.1f} s"
    tell(f"{run.folder}: step {run.state.step}, loss {show_losses(losses)}, {took}")
    files = (*picture_files(), ANIMATION)
    pictures = ", ".join(name for name in files if (run.folder / name).exists())
    tell(f"pictures: {pictures}; next: sgm evaluate {run.folder}")

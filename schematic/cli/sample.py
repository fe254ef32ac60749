"""A trained run → what its model makes, in the units of the data: the `sample` command."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schematic.cli.failures import UsageError
from schematic.cli.inputs import add_given, add_nets, add_raw, given_of, nets_of, node_name
from schematic.cli.numbers import whole
from schematic.cli.outputs import remark, tell
from schematic.diagnostics import Error
from schematic.ranges import COUNT, SEED

if TYPE_CHECKING:
    from schematic.training.run.run_folder import Run
    from schematic.training.sampling.drawn import Drawn
    from schematic.training.sampling.walk_starts import Walk

DESCRIPTION = """Draw samples from a trained run, or compute what its model makes of what is given.

OUT.png shows them: images in a grid, in rows of classes, or below the images that they were made
from; points over points of the data. OUT.npy holds them as an array, in the units of the data;
OUT.npz holds them by the names of nodes, beside what was given and the latents. OUT/ is a folder of
PNG files, one an image.

A model that samples given others takes these from held-out data, unless they are given:
--given c=3, --given c=0..9, --given x=image.png, --given z=array.npy. Where the node that it
samples is given, it is reconstructed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `sample`."""
    parser.add_argument("run", metavar="RUN", help="a run folder")
    parser.add_argument(
        "-n",
        type=whole(COUNT),
        help="how many; default: 100, or what is given. Of a walk: values in a row; default: 11",
    )
    parser.add_argument("-o", "--out", metavar="OUT", help="default: RUN/samples-<n>.png")
    parser.add_argument("--seed", type=whole(SEED), default=0, help="of the noise; default: 0")
    add_given(parser)
    parser.add_argument(
        "--node", metavar="NODE", help="what to compute; default: what m.sample does"
    )
    walk = parser.add_mutually_exclusive_group()
    walk.add_argument(
        "--traverse",
        metavar="NODE[=I]",
        help="move each coordinate of a latent from −3 to 3, or through its classes; a row each",
    )
    walk.add_argument(
        "--interpolate",
        action="store_true",
        help="go from one draw, or one example that is given, to another",
    )
    add_nets(parser)
    add_raw(parser)
    way = "back along a diffusion"
    parser.add_argument("--steps", type=whole(COUNT), help=f"how many, {way}; default: 100")
    parser.add_argument("--ode", action="store_true", help=f"the flow of probability, {way}")


def run(options: argparse.Namespace) -> int:
    """Sample, and write."""
    from schematic.cli.sample_outputs import check_out, write_drawn
    from schematic.training.run.run_place import check_folder

    if options.node and (options.traverse or options.interpolate):
        raise UsageError("a walk is one of samples, and takes no --node", "leave --node out")
    if options.out:
        check_out(options.out)
    check_folder(Path(options.run))
    from schematic.training.run.conditions import asks_for_data
    from schematic.training.run.run_folder import open_run

    given = given_of(options)
    opened = open_run(
        Path(options.run), {"nets": nets_of(options)}, with_data=False, raw=options.raw
    )
    for note in opened.notes:
        remark(f"sgm: note: {note}")
    if asks_for_data(opened, given):
        opened = _with_data(opened)
    asked = {"steps": options.steps, "ode": options.ode}
    back = {name: value for name, value in asked.items() if value}
    if options.traverse or options.interpolate:
        return _walk(opened, options, given, back)
    drawn = _drawn(opened, options, given, back)
    if drawn.said:
        remark(f"sgm: note: {drawn.said}; choose with --given")
    count = len(drawn.values)
    out = options.out or str(Path(options.run) / f"samples-{count}.png")
    write_drawn(opened, drawn, out, is_own=not options.out)
    what = "reconstruction" if drawn.node in drawn.given else "sample"
    tell(f"{count} {what}{'' if count == 1 else 's'}: {out}")
    return 0


def _with_data(run: Run) -> Run:
    """The run with its data, if they can be read."""
    from schematic.training.run.run_folder import bring_data

    try:
        return bring_data(run)
    except Error as error:
        remark(f"sgm: note: nothing of the data is taken or shown: {error.message}")
        return run


def _drawn(
    opened: Run,
    options: argparse.Namespace,
    given: Mapping[str, Sequence[str]],
    back: Mapping[str, Any],
) -> Drawn:
    from schematic.training.sampling.drawn import conditions_of, draw
    from schematic.training.sampling.ways import find_way

    way = find_way(opened, tuple(given), node_name(options.node) if options.node else None)
    if back and way.method != "sample":
        raise UsageError("--steps and --ode say how to sample", "leave them out")
    conditions, count = conditions_of(opened, way, given, options.n, options.seed)
    return draw(opened, way, count, options.seed, conditions, **back)


def _walk(
    opened: Run,
    options: argparse.Namespace,
    given: Mapping[str, Sequence[str]],
    back: Mapping[str, Any],
) -> int:
    from schematic.cli.sample_outputs import write_walk
    from schematic.training.sampling.interpolation import interpolate
    from schematic.training.sampling.traversal import traverse

    walk: Walk
    if options.traverse:
        name, equals, rest = options.traverse.partition("=")
        word = f"{node_name(name)}{equals}{rest}"
        walk = traverse(opened, word, given, options.n, options.seed, **back)
        file = f"traverse-{node_name(name)}.png"
    else:
        walk = interpolate(opened, given, options.n, options.seed, **back)
        file = "interpolate.png"
    for note in walk.notes:
        remark(f"sgm: note: {note}")
    out = options.out or str(Path(options.run) / file)
    write_walk(opened, walk, out, is_own=not options.out)
    tell(f"{walk.title}, {len(walk.rows)} × {len(walk.columns)}: {out}")
    return 0

"""A trained run → numbers on held-out data that fit the model: the `evaluate` command."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from schematic.cli.inputs import add_nets, add_raw, nets_of
from schematic.cli.numbers import whole
from schematic.cli.outputs import remark, write_result
from schematic.ranges import COUNT, SEED

DESCRIPTION = """Measure a trained run on held-out data.

What is measured follows from the terms of the objective and from the data: the bound on log p(x),
reconstruction beside PCA, modes found, samples beside the data, codes beside their law, codes
recovered, accuracy. ↓ marks what is better lower, ↑ what is better higher."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `evaluate`."""
    parser.add_argument("run", metavar="RUN", help="a run folder")
    parser.add_argument("--data", metavar="NAME|PATH", help="other data than it was trained on")
    add_nets(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--draws", type=whole(COUNT), default=10, help="of noise, to average over")
    parser.add_argument(
        "--samples",
        type=whole(COUNT),
        help="to judge the generator by (default: 10000), and importance weights of an example in "
        "the tighter bound on log p(x) (default: 50)",
    )
    parser.add_argument(
        "--features",
        metavar="KIND|FILE.py:NAME",
        help="what samples and data are compared in: values, classifier (of the labels), or a "
        "module of your own; default: values where they are few, else the classifier",
    )
    parser.add_argument(
        "--only", metavar="NAME[,NAME]", help="these measures alone; a wrong name lists them all"
    )
    parser.add_argument("--seed", type=whole(SEED), default=0, help="of the noise; default: 0")
    add_raw(parser)
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Evaluate, and print."""
    from schematic.training.run.run_place import check_folder

    check_folder(Path(options.run))
    from schematic.training.evaluation import (
        Effort,
        evaluate,
        notes,
        write_json,
        write_text,
    )
    from schematic.training.evaluation.density_units import prepared_units
    from schematic.training.run.run_folder import open_run

    effort = Effort(draws=options.draws, seed=options.seed, features=options.features)
    if options.samples is not None:
        effort = replace(effort, samples=options.samples, weights=options.samples)
    changes = {"nets": nets_of(options)}
    changes |= {} if options.data is None else {"data": options.data}
    opened = open_run(Path(options.run), changes, raw=options.raw)
    for note in opened.notes:
        remark(f"sgm: note: {note}")
    remark(f"sgm: data: {opened.setup.line}")
    if opened.setup.test is None:
        remark("sgm: note: nothing is held out; these are the training data")
    if units := prepared_units(opened).strip():
        remark(f"sgm: note: losses, bounds and errors are of {units} data, as the model takes them")
    only = tuple(options.only.split(",")) if options.only else ()
    for note in notes(opened, effort, only):
        remark(f"sgm: note: {note}")
    results = evaluate(opened, effort, only)
    write = {"text": write_text, "json": write_json}[options.format]
    write_result(write(results) + "\n", options.out)
    return 0

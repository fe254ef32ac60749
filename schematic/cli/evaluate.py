"""A trained run → numbers on held-out data that fit the model: the `evaluate` command."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from schematic.cli.numbers import whole
from schematic.cli.outputs import remark, write_result
from schematic.ranges import COUNT, SEED

DESCRIPTION = """Measure a trained run on held-out data.

What is measured follows from the terms of the objective and from the data: the bound on log p(x),
reconstruction beside PCA, modes found, codes beside their law, codes recovered, accuracy."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `evaluate`."""
    parser.add_argument("run", metavar="RUN", help="a run folder")
    parser.add_argument("--data", metavar="NAME|PATH", help="other data than it was trained on")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--draws", type=whole(COUNT), default=10, help="of noise, to average over")
    parser.add_argument(
        "--samples",
        type=whole(COUNT),
        help="to judge the generator by (default: 10000), and importance weights of an example in "
        "the tighter bound on log p(x) (default: 50)",
    )
    parser.add_argument("--seed", type=whole(SEED), default=0, help="of the noise; default: 0")
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Evaluate, and print."""
    from schematic.training.evaluation import Effort, evaluate, write_json, write_text
    from schematic.training.evaluation.density_units import prepared_units
    from schematic.training.run.run_folder import open_run

    effort = Effort(draws=options.draws, seed=options.seed)
    if options.samples is not None:
        effort = replace(effort, samples=options.samples, weights=options.samples)
    changes = {} if options.data is None else {"data": options.data}
    opened = open_run(Path(options.run), changes)
    for note in opened.notes:
        remark(f"sgm: note: {note}")
    if opened.setup.test is None:
        remark("sgm: note: nothing is held out; these are the training data")
    if units := prepared_units(opened).strip():
        remark(f"sgm: note: losses, bounds and errors are of {units} data, as the model takes them")
    results = evaluate(opened, effort)
    write = {"text": write_text, "json": write_json}[options.format]
    write_result(write(results) + "\n", options.out)
    return 0

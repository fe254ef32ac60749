"""A trained run → numbers on held-out data that fit the model: the `evaluate` command."""

from __future__ import annotations

import argparse
from pathlib import Path

from schematic.cli.failures import UsageError, say_note
from schematic.cli.outputs import write_result

DESCRIPTION = """Measure a trained run on held-out data.

What is measured follows from the terms of the objective and from the data: the bound on log p(x),
reconstruction beside PCA, modes found, codes beside their law, codes recovered, accuracy."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `evaluate`."""
    parser.add_argument("run", metavar="RUN", help="a run folder")
    parser.add_argument("--data", metavar="NAME|PATH", help="other data than it was trained on")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--draws", type=int, default=10, help="of noise, to average over")
    parser.add_argument("--samples", type=int, default=10_000, help="to judge the generator by")
    parser.add_argument("--seed", type=int, default=0, help="of the noise; default: 0")
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Evaluate, and print."""
    from schematic.training.evaluation import Effort, evaluate, write_json, write_text
    from schematic.training.run.run_folder import open_run

    if min(options.draws, options.samples) < 1:
        raise UsageError("--draws and --samples are numbers above 0", "leave them out")
    changes = {} if options.data is None else {"data": options.data}
    opened = open_run(Path(options.run), changes)
    for note in opened.notes:
        say_note(note)
    if opened.setup.test is None:
        say_note("nothing is held out; these are the training data")
    results = evaluate(opened, Effort(options.draws, options.samples, options.seed))
    write = {"text": write_text, "json": write_json}[options.format]
    write_result(write(results) + "\n", options.out)
    return 0

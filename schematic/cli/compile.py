"""A spec → plain PyTorch that needs no part of this package: the `compile` command."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from schematic.cli.inputs import add_file, add_settings, read_source, settings_of, shapes_of
from schematic.cli.outputs import write_result
from schematic.diagnostics import Source

DESCRIPTION = """Write a spec as plain, readable PyTorch: the code that `sgm train` runs.

Nets follow from the shapes of the nodes. A node without a shape takes it from --shape or from
--data. --stage prints what the compiler makes on the way: the tree of what is written, the graph of
nodes and factors, the objective, the source."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `compile`."""
    from schematic.pipeline import STAGES

    add_file(parser)
    add_settings(parser)
    parser.add_argument("--data", metavar="NAME|PATH", help="take shapes from these data")
    parser.add_argument(
        "--fast", action="store_true", help="steps as one graph, compiled when first made"
    )
    help_ = "how far to go, and what to print; default: source"
    parser.add_argument("--stage", choices=STAGES, default="source", help=help_)
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Compile the spec as far as the stage that is asked for."""
    from schematic.pipeline import compile_spec

    source = read_source(options.file)
    shapes = shapes_of(options) if options.data is None else _shapes_of_data(source, options)
    stages = compile_spec(source, settings_of(options), shapes, fast=options.fast)
    text = next(stage.write() for stage in stages if stage.name == options.stage)
    write_result(text if text.endswith("\n") else f"{text}\n", options.out)
    return 0


def _shapes_of_data(source: Source, options: argparse.Namespace) -> Mapping[str, tuple[int, ...]]:
    """The shapes that are given, and those that the data have."""
    from schematic.training.config import Request
    from schematic.training.setup import set_up

    request = Request(data=options.data, settings=settings_of(options), shapes=shapes_of(options))
    return set_up(source, request).config.shapes

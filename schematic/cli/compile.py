"""A spec → plain PyTorch that needs no part of this package: the `compile` command."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from keyword import iskeyword
from pathlib import Path

from schematic.cli.failures import UsageError
from schematic.cli.inputs import (
    add_columns,
    add_file,
    add_settings,
    columns_of,
    read_source,
    settings_of,
    shapes_of,
)
from schematic.cli.outputs import write_result
from schematic.diagnostics import Source

DESCRIPTION = """Write a spec as plain, readable PyTorch: the code that `sgm train` runs.

Nets follow from the shapes of the nodes. A node without a shape takes it from --shape or from
--data. --stage prints what the compiler makes on the way: the tree of what is written, the graph of
nodes and factors, the objective, the program of operations, the source."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `compile`."""
    from schematic.pipeline import STAGES

    add_file(parser)
    add_settings(parser)
    parser.add_argument("--data", metavar="NAME|PATH", help="take shapes from these data")
    add_columns(parser)
    parser.add_argument(
        "--fast",
        action="store_true",
        help="also write OUT_fast.py: the model with steps as one graph, compiled when first made",
    )
    help_ = "how far to go, and what to print; default: source"
    parser.add_argument("--stage", choices=STAGES, default="source", help=help_)
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Compile the spec as far as the stage that is asked for."""
    from schematic.pipeline import compile_spec

    if options.column and options.data is None:
        raise UsageError("--column names a column of data, and there are none", "add --data")
    beside = _beside(options) if options.fast else None
    source = read_source(options.file)
    shapes = shapes_of(options) if options.data is None else _shapes_of_data(source, options)
    for stage in compile_spec(source, settings_of(options), shapes):
        if stage.name == options.stage:
            text = stage.write()
            write_result(text if text.endswith("\n") else f"{text}\n", options.out)
            break
    if beside is not None:
        from schematic.emit.fast_source import write_fast_source
        from schematic.pipeline import accept

        fast = write_fast_source(
            accept(source, settings_of(options), shapes), Path(options.out).stem
        )
        write_result(fast, str(beside))
    return 0


def _beside(options: argparse.Namespace) -> Path:
    """The file beside a model's in which its fast class is written, and which imports it.

    Raises:
        UsageError: no Python file can import the model's, or no model is written.
    """
    out = str(options.out)
    path = Path(out)
    if options.stage != "source":
        message = f"--fast writes a second file of source, and --stage {options.stage} writes none"
        raise UsageError(message, "leave one of the two out")
    if path.suffix != ".py" or not path.stem.isidentifier() or iskeyword(path.stem):
        shown = "standard output" if out == "-" else repr(path.name)
        message = f"--fast writes a second file, which cannot import {shown}"
        raise UsageError(message, "name a module, such as `-o model.py`")
    return path.with_name(f"{path.stem}_fast.py")


def _shapes_of_data(source: Source, options: argparse.Namespace) -> Mapping[str, tuple[int, ...]]:
    """The shapes that are given, and those that the data have."""
    from schematic.training.options.config import Request
    from schematic.training.options.setup import set_up

    request = Request(
        data=options.data,
        settings=settings_of(options),
        shapes=shapes_of(options),
        columns=columns_of(options),
    )
    return set_up(source, request).config.shapes

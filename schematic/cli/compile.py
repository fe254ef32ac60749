"""A spec → plain PyTorch that needs no part of this package: the `compile` command."""

from __future__ import annotations

import argparse

from schematic.cli.inputs import add_file, add_settings, read_source, settings_of, shapes_of
from schematic.cli.outputs import write_result
from schematic.diagnostics import Source
from schematic.graph import Schematic

DESCRIPTION = """Write a spec as plain, readable PyTorch: the code that `sgm train` runs.

Nets follow from the shapes of the nodes. A node without a shape takes it from --shape or from
--data."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `compile`."""
    add_file(parser)
    add_settings(parser)
    parser.add_argument("--data", metavar="NAME|PATH", help="take shapes from these data")
    parser.add_argument(
        "--fast", action="store_true", help="steps as one graph, compiled when first made"
    )
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Compile the spec."""
    from schematic.emit import write_source
    from schematic.model.build import require_shapes

    schematic = _schematic(read_source(options.file), options)
    require_shapes(schematic)
    write_result(write_source(schematic, fast=options.fast), options.out)
    return 0


def _schematic(source: Source, options: argparse.Namespace) -> Schematic:
    if options.data is not None:
        from schematic.training.options.config import Request
        from schematic.training.options.setup import set_up

        request = Request(
            data=options.data, settings=settings_of(options), shapes=shapes_of(options)
        )
        return set_up(source, request).schematic
    from schematic.training.accept import accept

    return accept(source, settings_of(options), shapes_of(options))

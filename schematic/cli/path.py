"""Two specs → the shortest chain of rewrites between them: the `path` command."""

from __future__ import annotations

import argparse

from schematic.cli.inputs import FILE_HELP, accept_file
from schematic.cli.numbers import whole
from schematic.cli.outputs import remark
from schematic.ranges import NATURAL

DESCRIPTION = """Find the shortest chain of rewrites from one spec to another.

Shortest by weight: a rewrite of the theory weighs 1, and a `match`, which replaces a head, an
arrow and an indicator by others of another meaning, weighs 3. Names, sizes and the layers of nets
play no part. The exit status is 1 if there is no chain within the limit."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `path`."""
    from schematic.rewrites.atlas.shortest_path import LIMIT

    parser.add_argument("a", metavar="A", help=FILE_HELP)
    parser.add_argument("b", metavar="B", help="where the chain is to end")
    help_ = f"the greatest weight of the chain; default: {LIMIT}"
    parser.add_argument("--limit", metavar="N", type=whole(NATURAL), default=LIMIT, help=help_)
    parser.add_argument("--fewest", action="store_true", help="every rewrite weighs 1")


def run(options: argparse.Namespace) -> int:
    """Search, and print the chain."""
    from schematic.rewrites.atlas.shortest_path import path

    a, b = (accept_file(name) for name in (options.a, options.b))
    chain = path(a, b, options.limit, fewest=options.fewest)
    if chain is None:
        message = f"no chain of rewrites leads from {a.name} to {b.name} within {options.limit}"
        remark(f"{message}; --limit N searches farther")
        return 1
    print(chain or "the same schematic: no rewrite is needed")
    return 0

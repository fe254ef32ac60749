"""A spec → what each player maximises: the `derive` command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from schematic.cli.inputs import accept_file, add_file, add_settings
from schematic.cli.outputs import write_result

if TYPE_CHECKING:
    from schematic.objective import Objective

DESCRIPTION = """Print what each player maximises, where gradients flow, and what is constant."""


def _write_latex(objective: Objective) -> str:
    return objective.latex()


def _write_json(objective: Objective) -> str:
    from schematic.objective.printing.json import write_json

    return write_json(objective)


def _write_steps(objective: Objective) -> str:
    from schematic.objective.steps import write_steps

    return write_steps(objective)


def _write_article(objective: Objective) -> str:
    from schematic.objective.printing.latex import write_article

    return write_article(objective)


_WRITERS: Mapping[str, Callable[[Objective], str]] = {
    "text": str,
    "latex": _write_latex,
    "json": _write_json,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `derive`."""
    add_file(parser)
    add_settings(parser)
    parser.add_argument("--to", choices=tuple(_WRITERS), default="text", help="default: text")
    parser.add_argument("--steps", action="store_true", help="the derivation, step by step")
    parser.add_argument("--article", action="store_true", help="LaTeX, as a whole document")
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Derive the objective, and print it."""
    from schematic.objective import derive

    write = _write_steps if options.steps else _WRITERS[options.to]
    write = _write_article if options.article else write
    text = write(derive(accept_file(options.file, options)))
    write_result(text if text.endswith("\n") else text + "\n", options.out)
    return 0

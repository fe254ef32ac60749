"""A spec → a picture of it: the `render` command."""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

from schematic.cli.failures import UsageError
from schematic.cli.inputs import accept_file, add_file, add_settings
from schematic.cli.outputs import remark, write_result

DESCRIPTION = """Draw a spec as a schematic graphical model, in the arrow styles of the theory.

The ending of OUT picks the format: svg, png, pdf, dot, tex (TikZ) or mmd (Mermaid)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `render`."""
    add_file(parser)
    add_settings(parser)
    parser.add_argument("-o", "--out", metavar="OUT", required=True, help="a file, or `-`")
    parser.add_argument(
        "--title",
        action="store_true",
        help="put the model's name and the text in quotes behind it above the picture",
    )
    parser.add_argument("--to", metavar="FORMAT", help="the format, instead of OUT's ending")


def run(options: argparse.Namespace) -> int:
    """Draw the spec."""
    from schematic.render import GlyphWarning, Look, render

    schematic = accept_file(options.file, options)
    wanted = options.to or Path(options.out).suffix.removeprefix(".")
    if not wanted:
        raise UsageError(
            f"{options.out!r} does not say in which format to draw",
            "give it an ending, such as OUT.svg, or a format: --to svg",
        )
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", GlyphWarning)
        picture = render(schematic, wanted.lower(), Look(title=options.title))
    for warning in said:
        for line in f"sgm: warning: {warning.message}".splitlines():
            remark(line)
    write_result(picture, options.out)
    return 0

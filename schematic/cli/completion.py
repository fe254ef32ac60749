"""The name of a shell → what completes the words of sgm there: the `completion` command."""

from __future__ import annotations

import argparse

from schematic.cli.outputs import write_result
from schematic.cli.word_completion import SHELLS, completed

DESCRIPTION = """Write the script by which a shell completes commands, options and their words, the
names of shipped specs and data, codes, and files.

It is made from the parsers of this version. How a shell reads it:

{install}""".format(install="\n".join(f"  {SHELLS[name].install}" for name in SHELLS.words))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `completion`."""
    parser.add_argument("shell", choices=SHELLS.words, help="the shell")
    parser.add_argument("-o", "--out", metavar="OUT", default="-", help="a file; default: `-`")


def run(options: argparse.Namespace) -> int:
    """Write the script."""
    write_result(SHELLS[options.shell].write(completed()), options.out)
    return 0

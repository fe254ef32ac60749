"""The name of a command, or nothing → how it is used: the `help` command."""

from __future__ import annotations

import argparse

from schematic.cli.commands import COMMANDS
from schematic.cli.failures import UsageError
from schematic.cli.parsers import overview, parser_of
from schematic.diagnostics.diagnostic import did_you_mean

DESCRIPTION = """Say how a command is used, or list all commands."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `help`."""
    parser.add_argument("command", metavar="COMMAND", nargs="?", help="all if left out")


def run(options: argparse.Namespace) -> int:
    """Print the help of a command, or the overview."""
    if options.command is None:
        print(overview())
        return 0
    if options.command not in COMMANDS:
        cure = did_you_mean(options.command, COMMANDS)
        raise UsageError(f"no command is called {options.command[:60]!r}", cure)
    parser_of(options.command).print_help()
    return 0

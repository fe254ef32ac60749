"""A name, or nothing → the text of a shipped spec, or their list by groups: the `zoo` command."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from schematic.cli.failures import UsageError
from schematic.diagnostics.diagnostic import did_you_mean
from schematic.resources import zoo, zoo_groups

DESCRIPTION = """List the shipped specs with their titles, group by group, or print the text of one.

Every command takes these names where it takes a FILE: sgm check gan"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `zoo`."""
    parser.add_argument("name", metavar="NAME", nargs="?", help="of a shipped spec")


def run(options: argparse.Namespace) -> int:
    """Print the list, or a text."""
    specs = zoo()
    if options.name is None:
        print("\n\n".join(_write_group(title, names) for title, names in zoo_groups().items()))
        return 0
    if options.name not in specs:
        close = did_you_mean(options.name, specs)
        raise UsageError(f"no shipped spec is called {options.name!r}", close)
    print(specs[options.name].read_text(encoding="utf-8"), end="")
    return 0


def _write_group(title: str, names: Iterable[str]) -> str:
    """The title of a group, and below it a line for each spec."""
    width = max(map(len, zoo()))
    return "\n".join([title, *(f"  {name:<{width}}  {_title(name)}" for name in names)])


def _title(name: str) -> str:
    """`GAN, Goodfellow et al., 2014`: the model's name and title."""
    from schematic.syntax.parse import parse, read
    from schematic.syntax.tree import ModelLine

    tree, _ = parse(read(zoo()[name]))
    lines = (line for line in tree.statements if isinstance(line, ModelLine))
    line = next(lines, None)
    return ", ".join(filter(None, (line.name.text, line.title))) if line else ""

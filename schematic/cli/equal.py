"""Two specs → whether they are the same, and what differs: the `equal` command."""

from __future__ import annotations

import argparse

from schematic.cli.inputs import FILE_HELP, accept_file

DESCRIPTION = """Say whether two specs are the same schematic, and what differs otherwise.

The same up to the names of nodes, nets and parameter groups, the order of lines, and notation.
What is inside nets does not count; --nets tells it. The exit status is 1 if they differ."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `equal`."""
    parser.add_argument("a", metavar="A", help=FILE_HELP)
    parser.add_argument("b", metavar="B", help="another one")
    parser.add_argument("--ignore-sizes", action="store_true", help="shapes do not count")
    parser.add_argument("--nets", action="store_true", help="tell also what is inside nets")


def run(options: argparse.Namespace) -> int:
    """Compare the two."""
    from schematic.rewrites.sameness.equality import difference, equal

    a, b = (accept_file(name) for name in (options.a, options.b))
    same = equal(a, b, sizes=not options.ignore_sizes)
    print("the same schematic" if same else "not the same schematic")
    if not same or options.nets or options.ignore_sizes:
        for line in difference(a, b, nets=options.nets):
            print(f"  {line}")
    return 0 if same else 1

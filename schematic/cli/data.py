"""Nothing → what data there are; a name or path → what would be read: the `data` command."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace

from schematic.cli.inputs import (
    FILE_HELP,
    add_columns,
    add_settings,
    columns_of,
    read_source,
    settings_of,
    shapes_of,
)
from schematic.cli.outputs import tell
from schematic.cli.run_options import add_options, values_of
from schematic.training.options.config import REQUESTED
from schematic.training.options.option import DATA as READING
from schematic.training.options.option import PREPARING

DESCRIPTION = """List the data that come with the package, or say what would be read of others.

`sgm data` lists embedded data, what can be read from a path, and how to bring data sets that people
know by name: nothing is downloaded. `sgm data PATH` reads, and says in a line what there is; with
--for SPEC it is the line that `sgm train SPEC --data PATH` prints, and nothing is trained."""

TAKEN = {
    name: option
    for name, option in REQUESTED.items()
    if option.group in (READING, PREPARING) and name != "data"
}
"""The options of a run that say what is read of data, and how it is prepared."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `data`."""
    parser.add_argument(
        "name", metavar="NAME|PATH", nargs="?", help="embedded data, or a file or folder; or a list"
    )
    parser.add_argument("--for", dest="spec", metavar="FILE", help=FILE_HELP)
    add_settings(parser)
    groups = add_options(parser, TAKEN, (READING, PREPARING))
    add_columns(groups[READING])


def run(options: argparse.Namespace) -> int:
    """Print the list, or the line."""
    if options.name is None:
        print("\n".join(_list()))
        return 0
    tell(_line(options))
    return 0


def _line(options: argparse.Namespace) -> str:
    """What would be read, in a line."""
    from schematic.training.options.config import Request
    from schematic.training.options.setup import load_data, set_up

    request = Request(
        data=options.name,
        **values_of(options, TAKEN),
        settings=settings_of(options),
        shapes=shapes_of(options),
        columns=columns_of(options),
    )
    if options.spec is not None:
        return set_up(read_source(options.spec), request).line
    from schematic.data.description import describe_columns

    return describe_columns(load_data(replace(request, seed=0), ()))


def _list() -> Iterator[str]:
    """The lines of the list."""
    from schematic.data import EMBEDDED, load
    from schematic.data.data_format import FORMATS
    from schematic.data.description import describe_columns
    from schematic.data.known_elsewhere import KNOWN, NAMES

    yield "embedded: --data NAME"
    width = max(map(len, EMBEDDED))
    for name in EMBEDDED:
        told = describe_columns(load(name)).removeprefix(f"{name}: ")
        yield f"  {name:<{width}}  {told}"
    yield "\nread from a path: --data PATH; `sgm data PATH` says what would be read"
    for form in sorted(FORMATS.values(), key=lambda each: each.is_folder):
        yield f"  {form.shown}"
    yield "\nknown by name; nothing is downloaded"
    width = max(len(NAMES[name]) for name in KNOWN)
    for name, way in KNOWN.items():
        yield f"  {NAMES[name]:<{width}}  {way}"

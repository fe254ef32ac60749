"""Specs → the same in canonical layout, in place: the `fmt` command."""

from __future__ import annotations

import argparse
import sys

from schematic.cli.failures import explain
from schematic.cli.inputs import FILE_HELP
from schematic.cli.outputs import remark, show_difference, write_result
from schematic.diagnostics import SchematicError, Source
from schematic.resources import zoo
from schematic.syntax.named_source import is_shipped

DESCRIPTION = """Lay specs out in the one canonical way, comments kept, in place.

`-` reads standard input and prints the result, and a shipped spec such as `gan` is printed, too. A
file with errors is left alone. Line ends stay what they are. With --check or --diff nothing is
written, and the exit status is 1 if a file is not in canonical layout."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `fmt`."""
    parser.add_argument("file", metavar="FILE", nargs="+", help=FILE_HELP)
    parser.add_argument("--check", action="store_true", help="only say which files would change")
    parser.add_argument("--diff", action="store_true", help="only show what would change")


def run(options: argparse.Namespace) -> int:
    """Format every file; a broken one does not keep the others from it."""
    statuses = [_format(name, options) for name in options.file]
    return max(statuses)


def _format(name: str, options: argparse.Namespace) -> int:
    from schematic.syntax.format import format_source
    from schematic.syntax.parse import decode

    try:
        raw = _read(name)
        source = decode(_shown_name(name), raw)
        formatted = format_source(source)
    except SchematicError as error:
        return explain(error)
    content = _with_line_ends_of(raw, formatted)
    if options.check or options.diff:
        return _compare(source, formatted, changed=content != raw, options=options)
    if name == "-" or is_shipped(name):
        write_result(formatted, "-")
    elif content != raw:
        write_result(content, name)
        remark(f"formatted {name}")
    return 0


def _read(name: str) -> bytes:
    from schematic.syntax.parse import read_raw, read_stream

    if is_shipped(name):
        return zoo()[name].read_bytes()
    return read_stream(sys.stdin.buffer, "<stdin>") if name == "-" else read_raw(name)


def _shown_name(name: str) -> str:
    """What messages call a FILE argument."""
    return "<stdin>" if name == "-" else f"{name}.sgm" if is_shipped(name) else name


def _with_line_ends_of(raw: bytes, text: str) -> bytes:
    """The text with CRLF if the first line of the original ends so."""
    first = raw.split(b"\n", 1)[0]
    crlf = b"\n" in raw and first.endswith(b"\r")
    return (text.replace("\n", "\r\n") if crlf else text).encode("utf-8")


def _compare(source: Source, formatted: str, *, changed: bool, options: argparse.Namespace) -> int:
    if options.diff:
        show_difference(source.name, source.text, formatted, "canonical")
    if changed and options.check:
        remark(f"would format {source.name}")
    return int(changed)

"""Words of a command line → sources, settings and shapes."""

from __future__ import annotations

import argparse
import math
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from schematic.cli.failures import UsageError
from schematic.cli.numbers import NUMBER
from schematic.diagnostics import Source
from schematic.ranges import COUNT, shown

if TYPE_CHECKING:
    from schematic.handle import Schematic

_SIZE = re.compile(r"[0-9]{1,10}")

FILE_HELP = "a spec, `-` for standard input, or a shipped spec such as `gan` (see `sgm zoo`)"


def add_raw(parser: argparse.ArgumentParser) -> None:
    """The option of commands that look at a run which keeps other parameters than the last."""
    parser.add_argument(
        "--raw",
        action="store_true",
        help="the parameters of the last step, even where the run keeps an average (--ema)",
    )


def read_source(name: str) -> Source:
    """The source that a FILE argument names.

    Raises:
        SchematicError: there is no such file and no such shipped spec, or it is no text.
        UsageError: standard input is asked for, and is closed.
    """
    from schematic.syntax.named_source import find_source
    from schematic.syntax.parse import decode, read_stream

    if name == "-":
        if sys.stdin is None:
            raise UsageError("standard input is closed", "pipe a spec into it, or name a file")
        return decode("<stdin>", read_stream(sys.stdin.buffer, "<stdin>"))
    return find_source(name)


def accept_file(name: str, options: argparse.Namespace | None = None) -> Schematic:
    """The checked schematic that a FILE argument names.

    Args:
        name: the argument.
        options: of a command with `add_settings`.

    Raises:
        SchematicError: there is no such spec, or it has errors; carries every finding.
    """
    from schematic.pipeline import accept

    source = read_source(name)
    if options is None:
        return accept(source)
    return accept(source, settings_of(options), shapes_of(options))


def is_folder(name: str) -> bool:
    """Whether a FILE argument names a folder."""
    from schematic.syntax.named_source import exists

    return exists(name) and Path(name).is_dir()


def add_file(parser: argparse.ArgumentParser, *, many: bool = False) -> None:
    """The FILE argument."""
    parser.add_argument("file", metavar="FILE", nargs="+" if many else None, help=FILE_HELP)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """The options that fill in a spec: `--set` and `--shape`."""
    parser.add_argument(
        "--set",
        metavar="NAME=NUMBER",
        action="append",
        type=_setting,
        default=[],
        help="override a `let` line: --set d=128; may be repeated",
    )
    parser.add_argument(
        "--shape",
        metavar="NODE=SIZES",
        action="append",
        type=_shape,
        default=[],
        help="the shape of a node that has none: --shape x=1,28,28; may be repeated",
    )


def add_columns(parser: argparse._ActionsContainer) -> None:
    """The option that says which column of the data a node takes: `--column`."""
    parser.add_argument(
        "--column",
        metavar="NODE=COLUMN",
        action="append",
        type=_named("names no column", "NODE=COLUMN, such as x=pixels"),
        default=[],
        help="the column that a data node takes: --column x=pixels; may be repeated",
    )


def add_given(parser: argparse._ActionsContainer) -> None:
    """The option that gives values of nodes: `--given`."""
    parser.add_argument(
        "--given",
        metavar="NODE=VALUE",
        action="append",
        type=_named("gives no value", "NODE=VALUE, such as c=3"),
        default=[],
        help="classes c=0,1 or c=0..9, an image x=image.png, an array z=array.npy; may be repeated",
    )


def add_nets(parser: argparse._ActionsContainer) -> None:
    """The option that names a module of one's own for a net: `--net`."""
    parser.add_argument(
        "--net",
        metavar="NET=FILE:NAME",
        action="append",
        type=_named("names no net", "NET=FILE:NAME, such as G=nets.py:Big"),
        default=[],
        help="a module of your own for a net, or what makes it: --net G=nets.py:Generator; the "
        "file is run; may be repeated",
    )


def settings_of(options: argparse.Namespace) -> dict[str, float]:
    """What `--set` says."""
    return dict(options.set)


def shapes_of(options: argparse.Namespace) -> dict[str, tuple[int, ...]]:
    """What `--shape` says."""
    return dict(options.shape)


def columns_of(options: argparse.Namespace) -> dict[str, str]:
    """What `--column` says."""
    return dict(options.column)


def given_of(options: argparse.Namespace) -> dict[str, list[str]]:
    """What `--given` says, by node; what is said of a node several times is one after another."""
    found: dict[str, list[str]] = {}
    for name, value in options.given:
        found.setdefault(name, []).append(value)
    return found


def nets_of(options: argparse.Namespace) -> dict[str, str]:
    """What `--net` says."""
    return dict(options.net)


def node_name(text: str) -> str:
    """The name of a node as a schematic has it: `θ` is `theta`, and `z[3]` is `z_3`."""
    from schematic.graph import names

    return names.node_name(unicodedata.normalize("NFKC", text.strip()))


def _setting(word: str) -> tuple[str, float]:
    """`d=128` as a name and a number."""
    name, equals, number = word.partition("=")
    written = number.strip()
    if not (
        name.strip() and equals and NUMBER.fullmatch(written) and math.isfinite(float(written))
    ):
        message = f"{shown(repr(word))} is no setting; write NAME=NUMBER, such as d=128"
        raise argparse.ArgumentTypeError(message)
    value = float(written)
    if value == 0 and re.match(r"[+-]?[0.]*[1-9]", written):
        message = f"{shown(repr(word))} is too small a number: it would be read as 0"
        raise argparse.ArgumentTypeError(message)
    return node_name(name), int(value) if value.is_integer() else value


def _named(fault: str, form: str) -> Callable[[str], tuple[str, str]]:
    """What reads a name and a text behind `=`, such as `x=pixels`.

    Args:
        fault: what a word does that is none, for the message: "names no column".
        form: what to write instead.
    """

    def read(word: str) -> tuple[str, str]:
        name, equals, text = word.partition("=")
        if not (name.strip() and equals and text.strip()):
            raise argparse.ArgumentTypeError(f"{shown(repr(word))} {fault}; write {form}")
        return node_name(name), text.strip()

    return read


def _shape(word: str) -> tuple[str, tuple[int, ...]]:
    """`x=1,28,28` as a name and sizes."""
    name, equals, sizes = word.partition("=")
    parts = [part.strip() for part in sizes.split(",")]
    good = all(_SIZE.fullmatch(part) and COUNT.accepts(int(part)) for part in parts)
    if not (name.strip() and equals and good):
        message = f"{shown(repr(word))} is no shape; write NODE=SIZES, such as x=1,28,28"
        raise argparse.ArgumentTypeError(message)
    return node_name(name), tuple(int(part) for part in parts)

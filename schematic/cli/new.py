"""A name → a starter spec: the `new` command."""

from __future__ import annotations

import argparse
import re
import unicodedata
from pathlib import Path

from schematic.cli.failures import UsageError
from schematic.cli.inputs import read_source
from schematic.cli.outputs import remark, write_result
from schematic.diagnostics import Source

DESCRIPTION = """Begin a spec of your own: a commented starter, or a copy of another spec.

Without --out it is written to <name>.sgm, in lower case."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `new`."""
    parser.add_argument(
        "name", metavar="NAME", nargs="?", default="Model", help="of the model, or my.sgm"
    )
    parser.add_argument("-o", "--out", metavar="FILE", help="where to write it, or `-`")
    parser.add_argument("--from", dest="origin", metavar="SPEC", help="a spec to copy: --from gan")
    parser.add_argument("--force", action="store_true", help="write over a file that is there")


def run(options: argparse.Namespace) -> int:
    """Write the starter."""
    from schematic.syntax.parse import is_name

    path = Path(options.name)
    is_file = path.suffix == ".sgm"
    name = path.stem if is_file else options.name
    if not is_name(unicodedata.normalize("NFKC", name)):
        raise UsageError(
            f"{name[:60]!r} is no name of a model",
            "use letters, digits and _, and no word of the language: MyModel",
        )
    out = options.out or (str(path) if is_file else f"{name.lower()}.sgm")
    if out != "-" and Path(out).exists() and not options.force:
        raise UsageError(f"{out} is there already", "choose another file: -o FILE, or --force")
    write_result(_text(name, options.origin, out, rename=not is_file), out)
    if out != "-":
        remark(f"{out} is written; next: sgm check {out}")
    return 0


def _text(name: str, origin: str | None, out: str, *, rename: bool) -> str:
    if origin is None:
        from schematic.service.starters import STARTER
        from schematic.syntax.format import format_source

        starter = STARTER.format(name=name, file="FILE" if out == "-" else out)
        return format_source(Source.of(out, starter))
    text = read_source(origin).text
    if not rename:
        return text
    renamed, count = re.subn(r"(?m)^(\s*model\s+)[^\W\d]\w*", rf"\g<1>{name}", text, count=1)
    return renamed if count else f"model {name}\n\n{text}"

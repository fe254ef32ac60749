"""Specs → all findings about them, on standard output: the `check` command."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from schematic.cli.colours import coloured
from schematic.cli.failures import UsageError, explain
from schematic.cli.inputs import add_file, add_settings, read_source, settings_of, shapes_of
from schematic.cli.outputs import remark, show_difference, tell, write_result
from schematic.diagnostics import Diagnostic, SchematicError, Source
from schematic.diagnostics.diagnostic import errors
from schematic.diagnostics.report import FORMATS
from schematic.syntax.named_source import is_shipped

if TYPE_CHECKING:
    from schematic.cli.fixing import Fixed

DESCRIPTION = """Find everything that is wrong with specs: each finding with place, cause and cure.

The findings are the result, so they go to standard output. The exit status is 1 if one of them
is an error; warnings alone leave it 0. --fix writes every cure that is certain into the files: line
ends stay what they are, and a file is left alone where that would not make it better. --diff shows
what --fix would write."""

Found = tuple[Source | None, tuple[Diagnostic, ...]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `check`."""
    add_file(parser, many=True)
    add_settings(parser)
    fixing = parser.add_mutually_exclusive_group()
    fixing.add_argument("--fix", action="store_true", help="write the cures that are certain")
    fixing.add_argument("--diff", action="store_true", help="only show what --fix would write")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    """Check every file, and print all findings at once."""
    if options.diff:
        return max(_show(name, options) for name in options.file)
    look = _fix if options.fix else _examine
    found = [look(name, options) for name in options.file]
    if options.format in _JOIN:
        print(_JOIN[options.format](found))
    else:
        _print_lines(found, options)
    return 1 if any(any(errors(findings)) for _, findings in found) else 0


def _examine(name: str, options: argparse.Namespace) -> Found:
    from schematic.pipeline import examine

    try:
        source = read_source(name)
    except SchematicError as error:
        return None, error.diagnostics
    return source, examine(source, settings_of(options), shapes_of(options)).findings


def _fix(name: str, options: argparse.Namespace) -> Found:
    """Write the certain cures into a file, and look at what is left."""
    try:
        result, raw = _fixed(name, options)
    except SchematicError as error:
        return None, error.diagnostics
    if result.raw != raw:
        write_result(result.raw, name)
    for finding in result.cured:
        remark(f"{name}: cured {finding.code}: {finding.message}")
    return result.source, result.left


def _show(name: str, options: argparse.Namespace) -> int:
    """Show what the certain cures would change; 1 if they would."""
    from schematic.syntax.parse import decode

    try:
        result, raw = _fixed(name, options)
    except SchematicError as error:
        return explain(error)
    show_difference(name, decode(name, raw).text, result.source.text, "cured")
    return int(result.raw != raw)


def _fixed(name: str, options: argparse.Namespace) -> tuple[Fixed, bytes]:
    """The certain cures of a file, and its bytes as they are.

    Raises:
        UsageError: it is no file of the user's.
        SchematicError: it cannot be read.
    """
    from schematic.cli.fixing import fixed
    from schematic.pipeline import examine
    from schematic.syntax.parse import read_raw

    if name == "-":
        raise UsageError("standard input is not a file that could be cured", "name a file")
    if is_shipped(name):
        cure = f"copy it first: `sgm new {name}.sgm --from {name}`"
        raise UsageError(f"`{name}` is a shipped spec, and stays as it is", cure)
    raw, settings, shapes = read_raw(name), settings_of(options), shapes_of(options)
    return fixed(name, raw, lambda source: examine(source, settings, shapes).findings), raw


def _print_lines(found: list[Found], options: argparse.Namespace) -> None:
    write = FORMATS[options.format]
    between = "\n\n" if options.format == "text" else "\n"
    blocks = [write(findings, source) for source, findings in found if findings]
    if blocks:
        print(coloured(between.join(blocks), sys.stdout))
    elif options.format == "text":
        names = ", ".join(source.name for source, _ in found if source)
        tell(f"{names}: no findings")


def _join_json(found: list[Found]) -> str:
    """One array of all findings."""
    objects: list[object] = []
    for source, findings in found:
        objects.extend(json.loads(FORMATS["json"](findings, source)))
    return json.dumps(objects, ensure_ascii=False, indent=2)


def _join_sarif(found: list[Found]) -> str:
    """One log with a run for each file."""
    logs = [json.loads(FORMATS["sarif"](findings, source)) for source, findings in found]
    log = {**logs[0], "runs": [run for log in logs for run in log["runs"]]}
    return json.dumps(log, ensure_ascii=False, indent=2)


_JOIN = {"json": _join_json, "sarif": _join_sarif}

"""Specs → all findings about them, on standard output: the `check` command."""

from __future__ import annotations

import argparse
import json
import sys

from schematic.cli.colours import coloured
from schematic.cli.inputs import add_file, add_settings, read_source, settings_of, shapes_of
from schematic.cli.outputs import tell
from schematic.diagnostics import Diagnostic, SchematicError, Source
from schematic.diagnostics.diagnostic import errors
from schematic.diagnostics.report import FORMATS

DESCRIPTION = """Find everything that is wrong with specs: each finding with place, cause and cure.

The findings are the result, so they go to standard output. The exit status is 1 if one of them
is an error; warnings alone leave it 0."""

Found = tuple[Source | None, tuple[Diagnostic, ...]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `check`."""
    add_file(parser, many=True)
    add_settings(parser)
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    """Check every file, and print all findings at once."""
    found = [_examine(name, options) for name in options.file]
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

"""A spec, rewrites → another spec, and what has changed: the `rewrite` command."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from schematic.cli.failures import UsageError
from schematic.cli.inputs import accept_file, add_file, add_settings
from schematic.cli.outputs import remark, write_result
from schematic.diagnostics.foreign_text import shown

if TYPE_CHECKING:
    from schematic.graph import Schematic

DESCRIPTION = """Rewrite a spec, and show what changes in its text, its picture and its objective.

RULE is a rewrite, or several with `|` between them.

In the objective, + is a term gained, - lost, ~ changed. A rewrite that does not apply is refused
with the reason, and with the rewrite that would make it applicable where there is one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `rewrite`; what can be said of each rewrite is the end of the help."""
    from schematic.rewrites.rules import RULES

    width = max(len(rule.example) for rule in RULES.values())
    rows = (f"  {rule.example:<{width}}  {rule.summary}" for rule in RULES.values())
    parser.epilog = "\n".join(("rewrites:", *rows))
    add_file(parser)
    parser.add_argument("rule", metavar="RULE", nargs="+", help="rewrites, such as 'swap x <-> z'")
    add_settings(parser)
    parser.add_argument("-o", "--out", metavar="OUT", help="write the new spec; `-` only prints it")
    help_ = "draw before and after: OUT.svg, OUT.pdf, OUT.png"
    parser.add_argument("--picture", metavar="OUT", help=help_)


def run(options: argparse.Namespace) -> int:
    """Rewrite; then write, draw and compare."""
    from schematic.graph.spec_text import write_schematic
    from schematic.rewrites.rewritten import rewritten, way_back

    before = accept_file(options.file, options)
    rules = chain_of(options.rule)
    after = rewritten(before, rules)
    if options.picture:
        write_result(_picture(before, after, rules, options.picture), options.picture)
        remark(f"wrote {options.picture}")
    if options.out:
        write_result(write_schematic(after), options.out)
    if options.out != "-":
        _show(before, after, rules)
        _say_where(options, way_back(before, rules))
    return 0


def chain_of(words: list[str]) -> str:
    """The rewrites that some arguments name: one each, or one word each."""
    from schematic.diagnostics import SchematicError
    from schematic.rewrites.chain import read_rewrites

    try:
        for word in words:
            read_rewrites(word)
    except SchematicError:
        return " ".join(words)
    return " | ".join(words)


def _picture(before: Schematic, after: Schematic, rules: str, out: str) -> bytes:
    from schematic.rewrites.atlas.before_after import draw_before_after

    format = Path(out).suffix.removeprefix(".").lower()
    if format not in ("svg", "pdf", "png"):
        message = f"{out!r} does not say in which format to draw before and after"
        raise UsageError(message, "give it the ending .svg, .pdf or .png")
    return draw_before_after(before, after, rules, format)


def _show(before: Schematic, after: Schematic, rules: str) -> None:
    """The diffs of text and objective."""
    from schematic.objective import derive
    from schematic.rewrites.diff import objective_diff, spec_diff

    name = shown(before.source.name if before.source else before.name)
    names = (name, f"{name} | {rules}")
    print(spec_diff(before, after, names=names) or "the spec stays as it is\n", end="")
    print("\nobjective")
    print("\n".join(objective_diff(derive(before), derive(after))))


def _say_where(options: argparse.Namespace, back: str | None) -> None:
    """What has been written, and what can be done next."""
    if options.out:
        remark(f"wrote {options.out}")
    if not options.picture:
        remark("--picture OUT.svg draws before and after")
    if back:
        remark(f"the way back: {back}")

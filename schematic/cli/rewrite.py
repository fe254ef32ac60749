"""A spec, rewrites → another spec, and what has changed: the `rewrite` command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from schematic.cli.failures import UsageError
from schematic.cli.inputs import add_file, add_settings, read_source, settings_of, shapes_of
from schematic.cli.outputs import write_result

DESCRIPTION = """Rewrite a spec, and show what changes in its text, its picture and its objective.

RULE is a rewrite, or several with `|` between them:
  swap processes            generation <-> inference
  swap x <-> z              two nodes change places in every factor
  add code z, drop code z   the generation of z from what z infers
  degenerate y, activate y  a perfect, or a learned, discriminator
  add y, drop y             a perfect discriminator, which changes no loss
  match z by red|kl|nothing how an inferred node meets its law
  gan to vae, vae to gan    the paper's chain, and back

In the objective, + is a term gained, - lost, ~ changed. A rewrite that does not apply is refused
with the reason, and with the rewrite that would make it applicable where there is one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `rewrite`."""
    add_file(parser)
    parser.add_argument("rule", metavar="RULE", nargs="+", help="rewrites, such as 'swap x <-> z'")
    add_settings(parser)
    parser.add_argument("-o", "--out", metavar="OUT", help="write the new spec; `-` only prints it")
    parser.add_argument("--picture", metavar="OUT", help="draw before and after: OUT.svg, OUT.png")


def run(options: argparse.Namespace) -> int:
    """Rewrite; then write, draw and compare."""
    from schematic.graph.write import write_schematic
    from schematic.training.accept import accept

    source = read_source(options.file)
    before = accept(source, settings_of(options), shapes_of(options))
    rules = chain_of(options.rule)
    after = before.rewrite(rules)
    if options.picture:
        write_result(_picture(before, after, rules, options.picture), options.picture)
        print(f"wrote {options.picture}", file=sys.stderr)
    if options.out:
        write_result(write_schematic(after), options.out)
    if options.out != "-":
        _show(before, after, (source.name, f"{source.name} | {rules}"))
        _say_where(options)
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


def _picture(before: object, after: object, rules: str, out: str) -> bytes:
    from schematic.graph import Schematic
    from schematic.rewrites.atlas.before_after import draw_before_after

    assert isinstance(before, Schematic) and isinstance(after, Schematic)
    format = Path(out).suffix.removeprefix(".").lower()
    if format not in ("svg", "png"):
        message = f"{out!r} does not say in which format to draw before and after"
        raise UsageError(message, "give it the ending .svg or .png")
    return draw_before_after(before, after, rules, format)


def _show(before: object, after: object, names: tuple[str, str]) -> None:
    from schematic.graph import Schematic
    from schematic.rewrites.diff import objective_diff, spec_diff

    assert isinstance(before, Schematic) and isinstance(after, Schematic)
    print(spec_diff(before, after, names=names) or "the spec stays as it is\n", end="")
    print("\nobjective")
    print("\n".join(objective_diff(before.objective, after.objective)))


def _say_where(options: argparse.Namespace) -> None:
    if options.out:
        print(f"wrote {options.out}", file=sys.stderr)
    if not options.picture:
        print("--picture OUT.svg draws before and after", file=sys.stderr)

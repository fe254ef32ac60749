"""Schematic, text → Schematic: what `Schematic.rewrite` and `sgm rewrite` do."""

from __future__ import annotations

from dataclasses import replace

from schematic.diagnostics import SchematicError, Source
from schematic.graph import Schematic
from schematic.graph.elaborate import elaborate
from schematic.graph.write import write_schematic
from schematic.rewrites import rewrite_findings as errors
from schematic.rewrites.apply import faults, step
from schematic.rewrites.atlas.known_specs import known_as
from schematic.rewrites.chain import read_rewrites
from schematic.rewrites.cures import cure_of
from schematic.rewrites.rewrite import Refusal
from schematic.syntax.parse import parse


def run(schematic: Schematic, text: str) -> Schematic:
    """The schematic after a chain of rewrites, with a source of its own.

    It has the name and the title of the shipped spec that it is now, or else its old name.

    Raises:
        SchematicError: there is no such rewrite (SGM701), or one does not apply (SGM702).
    """
    result = schematic
    rewrites = read_rewrites(text)
    refusal = faults(schematic, "the schematic is not well-formed")
    for rewrite in rewrites:
        after = refusal or step(rewrite, result)
        if isinstance(after, Refusal):
            cure = "" if refusal else cure_of(after, rewrite, result)
            finding = errors.refused(None, str(rewrite), after.reason, cure)
            raise SchematicError([finding], schematic.source)
        result = after
    return settled(named(result))


def named(schematic: Schematic) -> Schematic:
    """The schematic under the name of the shipped spec that it is, if it is one."""
    known = known_as(schematic)
    if known is None:
        return replace(schematic, title=None)
    return replace(schematic, name=known.name, title=known.title)


def settled(schematic: Schematic) -> Schematic:
    """An equal schematic that was read from its own text, so that findings point into that."""
    name = schematic.source.name if schematic.source else f"{schematic.name}.sgm"
    parsed, _ = parse(Source(name, write_schematic(schematic)))
    return elaborate(parsed)[0]

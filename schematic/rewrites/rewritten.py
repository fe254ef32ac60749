"""Schematic, text → Schematic: what `Schematic.rewrite` and `sgm rewrite` do."""

from __future__ import annotations

from dataclasses import replace

from schematic.diagnostics import SchematicError, Source
from schematic.graph import Schematic
from schematic.graph.elaborate import elaborate
from schematic.graph.spec_text import write_schematic
from schematic.rewrites.apply import apply_all, faults, step
from schematic.rewrites.atlas.known_specs import known_as
from schematic.rewrites.chain import read_rewrites
from schematic.rewrites.cures import cure_of
from schematic.rewrites.rewrite import Refusal
from schematic.rewrites.rewrite_findings import refused
from schematic.rewrites.sameness.equality import equal
from schematic.syntax.parse import parse


def rewritten(schematic: Schematic, text: str) -> Schematic:
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
            finding = refused(None, str(rewrite), after.reason, cure)
            raise SchematicError([finding], schematic.source)
        result = after
    return _settled(_named(result))


def way_back(schematic: Schematic, text: str) -> str | None:
    """The chain that undoes a chain of rewrites, or None where that lost something for good.

    Args:
        schematic: what the chain is applied to; every rewrite of it applies.
        text: the chain.
    """
    here = schematic
    back: tuple[str, ...] = ()
    for rewrite in read_rewrites(text):
        after = step(rewrite, here)
        if isinstance(after, Refusal):
            return None
        here, back = after, (rewrite.inverse(here), *back)
    if not all(back):
        return None
    chain = " | ".join(back)
    returned = apply_all(read_rewrites(chain), here)
    return chain if isinstance(returned, Schematic) and equal(returned, schematic) else None


def _named(schematic: Schematic) -> Schematic:
    """The schematic under the name of the shipped spec that it is, if it is one."""
    known = known_as(schematic)
    if known is None:
        return replace(schematic, title=None)
    return replace(schematic, name=known.name, title=known.title)


def _settled(schematic: Schematic) -> Schematic:
    """An equal schematic that was read from its own text, so that findings point into that."""
    name = schematic.source.name if schematic.source else f"{schematic.name}.sgm"
    parsed, _ = parse(Source(name, write_schematic(schematic)))
    return elaborate(parsed)[0]

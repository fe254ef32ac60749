"""Rewrite, Schematic → Schematic | Refusal; the result is checked like a spec written by hand."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.checks import check
from schematic.diagnostics.diagnostic import errors
from schematic.graph import Schematic
from schematic.rewrites.rewrite import Refusal, Rewrite


def apply(rewrite: Rewrite, schematic: Schematic) -> Schematic | Refusal:
    """The schematic rewritten, or why it is not."""
    return faults(schematic, "the schematic is not well-formed") or step(rewrite, schematic)


def step(rewrite: Rewrite, schematic: Schematic) -> Schematic | Refusal:
    """`apply` to a schematic that is known to be well-formed."""
    result = rewrite.rewrite(schematic)
    if isinstance(result, Refusal):
        return result
    return faults(result, "the result would not be well-formed") or result


def apply_all(rewrites: Iterable[Rewrite], schematic: Schematic) -> Schematic | Refusal:
    """A chain of rewrites; the refusal of the first one that does not apply."""
    refusal = faults(schematic, "the schematic is not well-formed")
    if refusal:
        return refusal
    result = schematic
    for rewrite in rewrites:
        after = step(rewrite, result)
        if isinstance(after, Refusal):
            return after
        result = after
    return result


def faults(schematic: Schematic, what: str) -> Refusal | None:
    """A refusal with what the checks find, or None."""
    found = list(dict.fromkeys(f.message for f in errors(check(schematic))))
    return Refusal(f"{what}: {'; '.join(found)}") if found else None

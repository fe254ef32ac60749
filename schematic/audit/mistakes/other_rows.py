"""A term of a partly observed node is taken over other examples than those it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant
from schematic.objective.printing.labels import are_rows


def _variants(place: Place) -> Iterator[Variant]:
    term = place.term
    if term.rows:
        cure = f"take only the examples where {are_rows(term.rows)}"
        other = tuple((name, not seen) for name, seen in term.rows)
        says = f"it is taken where {are_rows(other)}"
        yield Variant(says, cure, replace(term, rows=other), kin="other rows")
        yield Variant("it is taken over all examples", cure, replace(term, rows=()), kin="all rows")


MISTAKE = Mistake("other_rows", 19, _variants)

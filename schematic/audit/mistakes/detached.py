"""A gradient is stopped on its way: a detach too much, or a net that is frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant


def _variants(place: Place) -> Iterator[Variant]:
    term = place.term
    for name in term.through:
        left = tuple(each for each in term.through if each != name)
        says = f"{name} is detached, and its gradient should pass"
        yield Variant(says, f"do not detach {name}", replace(term, through=left), kin=f"cut {name}")


MISTAKE = Mistake("detached", 15, _variants)

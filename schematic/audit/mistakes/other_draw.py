"""A term is taken at another draw of the same node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, renamed, twins


def _variants(place: Place) -> Iterator[Variant]:
    yield from _singles(place)
    yield from _pairs(place)


def _pairs(place: Place) -> Iterator[Variant]:
    """Two draws of a term, each exchanged for another."""
    term, objective = place.term, place.objective
    for first, second in combinations(term.body.reads, 2):
        for one, other in product(twins(objective, first), twins(objective, second)):
            names = {first: one, second: other}
            through = tuple(names.get(name, name) for name in term.through)
            changed = replace(term, body=renamed(term.body, names), through=through)
            says = f"{one} and {other} stand where {first} and {second} belong"
            yield Variant(says, f"take {first} and {second}", changed, kin=says)


def _singles(place: Place) -> Iterator[Variant]:
    term = place.term
    for name in term.body.reads:
        for twin in twins(place.objective, name):
            made = place.objective.draw(twin).factor is not None
            through = tuple(twin if n == name else n for n in term.through)
            if made and twin not in through and name not in term.through and term.learns == ():
                through = (*through, twin)
            other = replace(term, body=renamed(term.body, {name: twin}), through=through)
            says, cure = f"{twin} stands where {name} belongs", f"take {name}"
            yield Variant(says, cure, other, kin=f"{twin} for {name}")


MISTAKE = Mistake("other_draw", 18, _variants)

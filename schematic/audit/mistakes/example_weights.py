"""Examples are weighed by nothing, or by how real the other side looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant


def _variants(place: Place) -> Iterator[Variant]:
    term = place.term
    if term.weigher is None:
        return
    net = term.weigher.factor.law.nets[0].net
    says, cure = "examples are not weighed by the discriminator", f"weigh them by {net}, detached"
    yield Variant(says, cure, replace(term, weigher=None), kin="unweighed")
    others = {each.weigher for each in place.player.terms if each.weigher} - {term.weigher}
    for other in others:
        says = f"examples are weighed by {net} at {', '.join(other.given)}"
        cure = f"weigh them by {net} at {', '.join(term.weigher.given)}"
        yield Variant(says, cure, replace(term, weigher=other), kin="other weights")


MISTAKE = Mistake("example_weights", 17, _variants)

"""Everyone else minimises what the discriminator gains, and not the loss of the other label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant
from schematic.objective.terms import Verdict


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    if isinstance(body, Verdict) and body.reverse:
        term = replace(place.term, body=replace(body, reverse=False), scale=-place.term.scale)
        says = "the price is the saturating one, the negative of what the discriminator pays"
        cure = "score the sample with the label of the other side; or write {loss = minimax}"
        yield Variant(says, cure, term, kin="saturating")


MISTAKE = Mistake("saturating", 5, _variants)

"""Real counts as fake, and fake as real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant
from schematic.objective.terms import Contrast, Verdict


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    says, cure = "the labels are exchanged: real counts as fake, or fake as real", "exchange them"
    if isinstance(body, Verdict):
        label = place.objective.schematic.nodes[body.factor.child].space.labels[body.label]
        cure = f"its label is {body.label} ({label})"
        other = replace(body, label=1 - body.label)
        yield Variant(says, cure, replace(place.term, body=other), kin="labels")
    if isinstance(body, Contrast):
        other_way = replace(body, real=body.fake, fake=body.real)
        yield Variant(says, cure, replace(place.term, body=other_way), kin="labels")


MISTAKE = Mistake("exchanged_labels", 10, _variants)

"""The net of a diffusion is compared with another target, or by another weight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant
from schematic.objective.terms import Denoising

TARGETS = ("noise", "data", "velocity")


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    if not isinstance(body, Denoising):
        return
    attributes = body.factor.attributes
    for predict in TARGETS:
        for weighting in {attributes.weighting, "simple", "bound"}:
            if (predict, weighting) == (attributes.predict, attributes.weighting):
                continue
            changed = replace(attributes, predict=predict, weighting=weighting)
            factor = replace(body.factor, attributes=changed)
            net = body.factor.law.nets[0].net
            says = f"{net} is compared with the {predict}"
            if predict == attributes.predict:
                says = f"levels of noise are weighed as {{weight = {weighting}}} says"
            term = replace(place.term, body=replace(body, factor=factor))
            yield Variant(says, f"the drawing says {{predict = {attributes.predict}}}", term)


MISTAKE = Mistake("other_target", 11, _variants)

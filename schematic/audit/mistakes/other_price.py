"""The discriminator's verdict has the price of another adversarial loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.audit.mistakes._mistake import Mistake, Place, Variant
from schematic.graph import Factor
from schematic.objective.terms import Verdict
from schematic.prices import PRICES
from schematic.prices._price import Price


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    if not isinstance(body, Verdict):
        return
    own = body.factor.attributes.loss
    for name in PRICES:
        price = PRICES[name]
        if name == own or not isinstance(price, Price):
            continue
        for is_own in (True, False):
            reverse = body.reverse is is_own
            term = replace(place.term, body=_priced(body, name, reverse=reverse))
            says = f"the loss is that of {{loss = {name}}}"
            if not is_own:
                term = replace(term, scale=-term.scale)
                says = f"the loss is the negative of the other player's, of {{loss = {name}}}"
            cure = f"the drawing says {{loss = {own}}}"
            yield Variant(says, cure, term, kin=f"price {name} {is_own}")


def _priced(body: Verdict, name: str, *, reverse: bool) -> Verdict:
    factor: Factor = body.factor
    attributes = replace(factor.attributes, loss=name)
    return replace(body, factor=replace(factor, attributes=attributes), reverse=reverse)


MISTAKE = Mistake("other_price", 30, _variants)

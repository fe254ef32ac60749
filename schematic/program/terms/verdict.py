"""A verdict → operations: the discriminator's logit, then its price."""

from __future__ import annotations

from schematic.objective.terms import Term, Verdict
from schematic.program.ops import Price
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Verdict(Lowering[Verdict]):
    def lower(self, player: PlayerPlan, term: Term, body: Verdict) -> None:
        copies, logit = player.copies(body.given), player.logit(term, body.factor, body.given)
        price = body.price
        expression = price.of(body.label, reverse=body.reverse)
        cost = player.names(f"price_{'_'.join(body.given)}")
        says_real = (body.label == 1) is not body.reverse
        player.ops.append(Price(cost, expression, logit, price.name, says_real))
        player.pay(term, cost, copies)


ROOM = _Verdict()

"""A contrast → operations: the discriminator's logits at both sides, then the price of pairs."""

from __future__ import annotations

from schematic.objective.terms import Contrast, Term
from schematic.program.ops import Price
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Contrast(Lowering[Contrast]):
    def lower(self, player: PlayerPlan, term: Term, body: Contrast) -> None:
        real, fake = (_logit(player, term, body, side) for side in (body.real, body.fake))
        cost = player.names(f"price_{'_'.join(body.fake)}")
        expression = body.price.of(reverse=body.reverse)
        says_real = not body.reverse
        player.ops.append(Price(cost, expression, real, body.price.name, says_real, fake))
        player.pay(term, cost, player.copies(body.reads))


def _logit(player: PlayerPlan, term: Term, body: Contrast, given: tuple[str, ...]) -> str:
    """The variable of the discriminator's logit at some draws."""
    copies, ref = player.copies(given), body.factor.law.nets[0]
    logit = player.names(f"{ref.net.lower()}_{'_'.join(given)}")
    uses = tuple(player.use(name, term, copies) for name in given)
    player.ops.append(player.evaluate((logit,), ref, body.factor, uses))
    return logit


ROOM = _Contrast()

"""A discrepancy as operations: one kernel over both sets of draws."""

from __future__ import annotations

from schematic.objective.terms import Term
from schematic.objective.terms.discrepancy import Discrepancy
from schematic.program.ops import Form, Operand
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Discrepancy(Lowering[Discrepancy]):
    def lower(self, player: PlayerPlan, term: Term, body: Discrepancy) -> None:
        copies = player.draws.copies[body.of]
        values, priors = player.use(body.of, term, copies), player.use(body.prior, term, 1)
        arguments: tuple[Operand, ...] = (values, priors, body.scale)
        options = (("samples", copies),)
        value = player.call(
            f"mmd_{body.of}", "mmd_squared", arguments, form=Form.SCALAR, options=options
        )
        player.pay_scalar(term, value)


ROOM = _Discrepancy()

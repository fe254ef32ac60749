"""A log-density → operations: the law's nets, then its −log density at the draw."""

from __future__ import annotations

from schematic.objective.terms import LogDensity, Term
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _LogDensity(Lowering[LogDensity]):
    def lower(self, player: PlayerPlan, term: Term, body: LogDensity) -> None:
        copies = player.copies(body.reads)
        cost = player.nll(term, body, copies)
        player.pay(term, cost, copies, sign=-1 if term.negative else 1)


ROOM = _LogDensity()

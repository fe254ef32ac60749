"""An importance bound as operations: what its parts cost at each draw, then one kernel."""

from __future__ import annotations

from dataclasses import replace

from schematic.objective.terms import Term
from schematic.objective.terms.importance_bound import ImportanceBound
from schematic.program.ops import Use
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _ImportanceBound(Lowering[ImportanceBound]):
    def lower(self, player: PlayerPlan, term: Term, body: ImportanceBound) -> None:
        parts = (replace(p, learns=term.learns, through=term.through) for p in body.parts)
        costs = [cost for part in parts for cost in player.costs_of(part)]
        uses = {cost.value: Use(cost.value, copies=body.samples // cost.copies) for cost in costs}
        above = [uses[cost.value] for cost in costs if cost.summand.coefficient > 0]
        below = [uses[cost.value] for cost in costs if cost.summand.coefficient < 0]
        options = (("samples", body.samples), ("below", len(below)))
        value = player.call("bound", "importance_nll", (*above, *below), options=options)
        player.pay(term, value, 1)


ROOM = _ImportanceBound()

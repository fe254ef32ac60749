"""An entropy → operations: the −log density of a draw, from the parameters it was made from."""

from __future__ import annotations

from schematic.objective.terms import LogDensity, Term
from schematic.objective.terms.entropy import Entropy
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Entropy(Lowering[Entropy]):
    def lower(self, player: PlayerPlan, term: Term, body: Entropy) -> None:
        copies = player.copies(body.reads)
        if player.draws.draws[body.of].factor is not None:
            value = player.nll_of_draw(term, body.of, copies)
        else:
            own = LogDensity(body.law, body.of, body.given, body.source)
            value = player.nll(term, own, copies)
        player.pay(term, value, copies, sign=-1)


ROOM = _Entropy()

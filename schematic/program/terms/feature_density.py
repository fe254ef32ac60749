"""A density of features → operations: the net at the draw and at its prediction, then −log p."""

from __future__ import annotations

from schematic.objective.terms import FeatureDensity, Term
from schematic.program.ops import Operand, Use
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _FeatureDensity(Lowering[FeatureDensity]):
    def lower(self, player: PlayerPlan, term: Term, body: FeatureDensity) -> None:
        copies = player.copies(body.reads)
        own = player.features(term, body.seen, body.of)
        predicted = player.features(term, body.seen, body.predicted)
        repeats = copies // player.copies((body.of,))
        arguments: tuple[Operand, ...] = (
            Use(own, copies=repeats),
            Use(predicted, copies=copies // player.copies((body.predicted,))),
            *body.factor.law.numbers,
        )
        kernel = body.factor.law.form.nll
        assert kernel is not None
        player.pay(term, player.call(f"nll_{body.of}", kernel, arguments), copies)


ROOM = _FeatureDensity()

"""A volume → nothing new to compute: the net told it when the draw was made."""

from __future__ import annotations

from schematic.objective.terms import Term
from schematic.objective.terms.volume import Volume
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Volume(Lowering[Volume]):
    def lower(self, player: PlayerPlan, term: Term, body: Volume) -> None:
        player.pay(term, player.draws.volumes[body.of], player.copies(body.reads), sign=-1)


ROOM = _Volume()

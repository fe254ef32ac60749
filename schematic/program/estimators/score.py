"""`gradient = score`: for each cost, a summand that is 0 and has the score function's gradient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from schematic.objective.terms import Draw
from schematic.program.estimators._estimation import Drawing, Estimation
from schematic.program.ops import Op, Use
from schematic.program.player import Cost, PlayerPlan


class Score(Estimation):
    """The value of the loss is left as it is."""

    def sample(self, made: Drawing) -> Iterator[Op]:
        """The draw itself passes no gradient on, though its family may."""
        yield from super().sample(replace(made, draw=replace(made.draw, detached=True)))

    def finish(self, player: PlayerPlan, draw: Draw, costs: Sequence[Cost]) -> None:
        """Weigh the score of the draw by every cost that depends on it.

        What has fewer copies of the batch than the draw was made before it.
        """
        copies = player.draws.copies[draw.name]
        costs = [cost for cost in costs if cost.copies >= copies]
        if not costs:
            return
        assert draw.factor is not None
        nll = player.nll_of_draw(costs[0].term, draw.name, copies)
        options = (("samples", draw.factor.attributes.samples),)
        for cost in costs:
            arguments = (Use(cost.value), Use(nll))
            value = player.call(f"score_{draw.name}", "score_term", arguments, options=options)
            weight = cost.summand.weight
            shared = replace(weight, copies=copies) if weight else None
            player.extra.append(replace(cost.summand, value=value, weight=shared))


ROOM = Score()

"""A mixture as operations: what its parts cost at each value, then one kernel that sums them."""

from __future__ import annotations

from schematic.objective.copies import values_of
from schematic.objective.terms import Term
from schematic.objective.terms.mixture import Mixture
from schematic.program.ops import Use
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Mixture(Lowering[Mixture]):
    def lower(self, player: PlayerPlan, term: Term, body: Mixture) -> None:
        copies, values = player.copies(body.needs), values_of(body.source)
        assert values is not None
        costs = []
        is_uniform = not body.law.arguments  # so are classes without numbers
        for part in (*(() if is_uniform else (body.weights,)), *body.densities):
            own = player.copies(part.reads)
            costs.append(Use(player.nll(term, part, own), copies=copies // own))
        options = (("values", values),)
        kernel = "uniform_mixture_nll" if is_uniform else "mixture_nll"
        mixed = player.call(f"nll_without_{body.of}", kernel, costs, options=options)
        player.pay(term, mixed, copies // values)
        for kl in body.inferred:
            own = player.copies((kl.of, *kl.given))
            player.pay(term, player.nll_of_draw(term, kl.of, own), own, sign=-1)


ROOM = _Mixture()

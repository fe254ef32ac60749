"""A KL of a fixed chain → operations: the mean of the posterior, and the closed form from there."""

from __future__ import annotations

from schematic.objective.chains import normal_of
from schematic.objective.closed import closed_form
from schematic.objective.terms import LogDensity, Term
from schematic.objective.terms.posterior import Posterior
from schematic.program.ops import Operand, Use
from schematic.program.player import PlayerPlan
from schematic.program.raw_parameters import constants_of
from schematic.program.terms._lowering import Lowering


class _Posterior(Lowering[Posterior]):
    def lower(self, player: PlayerPlan, term: Term, body: Posterior) -> None:
        row = closed_form(normal_of(body.scale), body.prior)
        assert row is not None
        copies = player.copies(body.reads)
        ends: list[Operand] = [player.use(body.start, term, copies), body.of_start]
        for name in body.after:
            ends += [player.use(name, term, copies), body.of_after]
        mean = player.call(f"mean_{body.of}", "between" if body.after else "multiple", ends)
        prior = LogDensity(body.prior, body.of, body.after, body.prior_source)
        node = player.schematic.nodes[body.factor.child]
        arguments: tuple[Operand, ...] = (
            Use(mean),
            body.scale,
            *player.parameters(term, prior, copies),
            *constants_of(body.prior, node),
        )
        player.pay(term, player.call(f"kl_{body.of}", row.kernel, arguments), copies)


ROOM = _Posterior()

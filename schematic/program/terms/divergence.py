"""A KL → operations: its closed form from both laws' parameters, or the log-ratio at the draw."""

from __future__ import annotations

from schematic.graph import Distribution
from schematic.objective.closed import closed_form
from schematic.objective.terms import Divergence, Estimator, LogDensity, Term
from schematic.program.ops import Operand
from schematic.program.player import PlayerPlan
from schematic.program.raw_parameters import constants_of
from schematic.program.terms._lowering import Lowering


class _Divergence(Lowering[Divergence]):
    def lower(self, player: PlayerPlan, term: Term, body: Divergence) -> None:
        prior = LogDensity(body.prior, body.of, body.prior_given, body.prior_source)
        if body.estimator is Estimator.CLOSED:
            _closed(player, term, body, prior)
            return
        copies = player.copies(prior.reads)
        player.pay(term, player.nll(term, prior, copies), copies)
        copies = player.copies((body.of, *body.given))
        player.pay(term, player.nll_of_draw(term, body.of, copies), copies, sign=-1)


def _closed(player: PlayerPlan, term: Term, body: Divergence, prior: LogDensity) -> None:
    row = closed_form(body.factor.law, body.prior)
    assert row is not None
    assert isinstance(body.prior, Distribution)
    copies = player.copies((*body.given, *body.prior_given))
    node = player.schematic.nodes[body.factor.child]
    numbers = () if row.standard else constants_of(body.prior, node)
    arguments: tuple[Operand, ...] = (
        *player.parameters_of_draw(body.of, copies),
        *body.factor.law.numbers,
        *player.parameters(term, prior, copies),
        *numbers,
    )
    player.pay(term, player.call(f"kl_{body.of}", row.kernel, arguments), copies)


ROOM = _Divergence()

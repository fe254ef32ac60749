"""A KL on paper: `KL(q(z|x) ‖ p(z))`, or the log-ratio where it is sampled."""

from __future__ import annotations

from schematic.expressions import Expression, Symbol
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.printing.notation import density, renamed
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.terms import Divergence, Estimator, Objective, Term


class _Divergence(Printing[Divergence]):
    def label(self, objective: Objective, body: Divergence) -> str:
        schematic = objective.schematic
        q, p = density(schematic, body.factor), density(schematic, body.prior_source)
        return f"KL({q} ‖ {p})"

    def is_cost(self, body: Divergence) -> bool:
        return True

    def at_draws(self, objective: Objective, body: Divergence) -> str:
        schematic = objective.schematic
        q = renamed(density(schematic, body.factor), body.of, body.given)
        p = renamed(density(schematic, body.prior_source), body.of, body.prior_given)
        return f"KL({q} ‖ {p})"

    def gain(self, objective: Objective, body: Divergence) -> symbols.Expression:
        q, p = law_of(objective, body.factor), law_of(objective, body.prior_source)
        if body.estimator is Estimator.SAMPLED:
            return symbols.Sum((symbols.Log((p,)), symbols.scaled(-1, symbols.Log((q,)))))
        return symbols.scaled(-1, symbols.KL((q,), (p,)))

    def loss(self, objective: Objective, body: Divergence) -> Expression:
        return Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: Divergence) -> str:
        exact = objective.draw(body.of).enumerated and body.estimator is Estimator.SAMPLED
        return "exact log-ratio" if exact else body.estimator.value


ROOM = _Divergence()

"""A KL of a fixed chain on paper: `KL(q(z_t|z_{t+1},x) ‖ p(z_t|z_{t+1}))`."""

from __future__ import annotations

from dataclasses import replace

from schematic.expressions import Expression, Symbol
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.printing.notation import density, renamed
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.terms import Objective, Term
from schematic.objective.terms.posterior import Posterior


class _Posterior(Printing[Posterior]):
    def label(self, objective: Objective, body: Posterior) -> str:
        return self.at_draws(objective, body)

    def is_cost(self, body: Posterior) -> bool:
        return True

    def at_draws(self, objective: Objective, body: Posterior) -> str:
        schematic = objective.schematic
        q = renamed(density(schematic, body.factor), body.of, (*body.after, body.start))
        p = renamed(density(schematic, body.prior_source), body.of, body.after)
        return f"KL({q} ‖ {p})"

    def gain(self, objective: Objective, body: Posterior) -> symbols.Expression:
        given = tuple(objective.draw(name).node for name in (*body.after, body.start))
        q = replace(law_of(objective, body.factor), given=given)
        return symbols.scaled(-1, symbols.KL((q,), (law_of(objective, body.prior_source),)))

    def loss(self, objective: Objective, body: Posterior) -> Expression:
        return Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: Posterior) -> str:
        return "closed form, of a fixed chain"


ROOM = _Posterior()

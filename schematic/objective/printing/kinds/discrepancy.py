"""A discrepancy on paper: `MMD²(q_η(z), p(z))`; q_η(z) is the mean of q_η(z|x) over the data."""

from __future__ import annotations

from dataclasses import replace

from schematic.expressions import Expression, Symbol
from schematic.graph.names import greek, latex_name
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.terms import Objective, Term
from schematic.objective.terms.discrepancy import Discrepancy


class _Discrepancy(Printing[Discrepancy]):
    def label(self, objective: Objective, body: Discrepancy) -> str:
        law, name = law_of(objective, body.factor), greek(body.node.name)
        return f"MMD²({law.head}_{','.join(map(greek, law.groups))}({name}), p({name}))"

    def is_cost(self, body: Discrepancy) -> bool:
        return True

    def at_draws(self, objective: Objective, body: Discrepancy) -> str:
        return f"MMD²({greek(body.of)}, {greek(body.prior)})"

    def gain(self, objective: Objective, body: Discrepancy) -> symbols.Expression:
        q, name = replace(law_of(objective, body.factor), given=()), latex_name(body.node.name)
        latex = rf"\mathrm{{MMD}}^2\bigl( {symbols.latex_law(q)}, p({name}) \bigr)"
        return symbols.Amount(-Symbol(self.label(objective, body), latex))

    def loss(self, objective: Objective, body: Discrepancy) -> Expression:
        return Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: Discrepancy) -> str:
        return "unbiased, over the pairs of a batch"


ROOM = _Discrepancy()

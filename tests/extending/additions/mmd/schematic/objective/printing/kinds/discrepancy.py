"""A discrepancy on paper: `MMD²(q(z), p(z))`, q(z) being the mean of q(z|x) over the data."""

from __future__ import annotations

from schematic.objective.terms.discrepancy import Discrepancy

from schematic.expressions import Expression, Symbol
from schematic.graph.letters import letter
from schematic.graph.names import greek, latex_name
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.terms import Objective, Term


class _Discrepancy(Printing[Discrepancy]):
    def label(self, objective: Objective, body: Discrepancy) -> str:
        q, name = letter(objective.schematic, body.factor), greek(body.node.name)
        return f"MMD²({q}({name}), p({name}))"

    def at_draws(self, objective: Objective, body: Discrepancy) -> str:
        return f"MMD²({greek(body.of)}, {greek(body.prior)})"

    def gain(self, objective: Objective, body: Discrepancy) -> symbols.Expression:
        q, name = letter(objective.schematic, body.factor), latex_name(body.node.name)
        latex = rf"\mathrm{{MMD}}^2\bigl( {q}({name}), p({name}) \bigr)"
        return symbols.Amount(-Symbol(self.label(objective, body), latex))

    def loss(self, objective: Objective, body: Discrepancy) -> Expression:
        return Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: Discrepancy) -> str:
        return "unbiased, over the pairs of a batch"


ROOM = _Discrepancy()

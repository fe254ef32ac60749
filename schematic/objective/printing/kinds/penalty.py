"""A gradient penalty on paper: `(‖∇D(x)‖ − 1)²`, and x̂ for x in LaTeX."""

from __future__ import annotations

from schematic.expressions import Expression, Symbol
from schematic.graph.names import greek, latex_name
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.terms import Objective, Penalty, Term


class _Penalty(Printing[Penalty]):
    def label(self, objective: Objective, body: Penalty) -> str:
        judged = ",".join(map(greek, body.factor.parents))
        return f"(‖∇{body.factor.law.nets[0].net}({judged})‖ − 1)²"

    def is_cost(self, body: Penalty) -> bool:
        return True

    def at_draws(self, objective: Objective, body: Penalty) -> str:
        return self.label(objective, body)

    def gain(self, objective: Objective, body: Penalty) -> symbols.Expression:
        judged = ", ".join(rf"\hat{{{latex_name(name)}}}" for name in body.factor.parents)
        slope = rf"\nabla {latex_name(body.factor.law.nets[0].net)}({judged})"
        shown = Symbol(self.label(objective, body), rf"(\lVert {slope} \rVert - 1)^2")
        return symbols.Amount(-shown)

    def loss(self, objective: Objective, body: Penalty) -> Expression:
        return Symbol(self.label(objective, body))

    def estimator(self, objective: Objective, term: Term, body: Penalty) -> str:
        return "slope at points between real and fake"


ROOM = _Penalty()

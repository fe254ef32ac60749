"""A volume on paper: `log|det ∂z/∂x|`."""

from __future__ import annotations

from schematic.expressions import Expression, Symbol
from schematic.graph.names import greek, latex_name
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.terms import Objective, Term
from schematic.objective.terms.volume import Volume


class _Volume(Printing[Volume]):
    def label(self, objective: Objective, body: Volume) -> str:
        return _shown(body.factor.child, body.factor.parents[0])

    def is_cost(self, body: Volume) -> bool:
        return False

    def at_draws(self, objective: Objective, body: Volume) -> str:
        return _shown(body.of, body.given[0])

    def gain(self, objective: Objective, body: Volume) -> symbols.Expression:
        child, first = latex_name(body.factor.child), latex_name(body.factor.parents[0])
        latex = rf"\log \Bigl| \det \tfrac{{\partial {child}}}{{\partial {first}}} \Bigr|"
        return symbols.Amount(Symbol(self.label(objective, body), latex))

    def loss(self, objective: Objective, body: Volume) -> Expression:
        return -Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: Volume) -> str:
        return "exact, from the layers of the net"


def _shown(child: str, first: str) -> str:
    return f"log|det ∂{greek(child)}/∂{greek(first)}|"


ROOM = _Volume()

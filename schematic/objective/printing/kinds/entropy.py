"""An entropy on paper: `−log q(u|x)` at the draw."""

from __future__ import annotations

from schematic.expressions import Expression, Symbol
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.printing.notation import density, renamed
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.terms import Objective, Term
from schematic.objective.terms.entropy import Entropy


class _Entropy(Printing[Entropy]):
    def label(self, objective: Objective, body: Entropy) -> str:
        return f"−log {density(objective.schematic, body.source)}"

    def is_cost(self, body: Entropy) -> bool:
        return False

    def at_draws(self, objective: Objective, body: Entropy) -> str:
        return renamed(self.label(objective, body), body.of, body.given)

    def gain(self, objective: Objective, body: Entropy) -> symbols.Expression:
        return symbols.scaled(-1, symbols.Log((law_of(objective, body.source),)))

    def loss(self, objective: Objective, body: Entropy) -> Expression:
        return Symbol(self.at_draws(objective, body).removeprefix("−"))

    def estimator(self, objective: Objective, term: Term, body: Entropy) -> str:
        return "at the draw"


ROOM = _Entropy()

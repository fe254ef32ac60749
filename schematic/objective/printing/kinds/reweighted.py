"""A reweighted density on paper: `Σ_5 w̃ log p(x|h) p(h)`."""

from __future__ import annotations

from collections.abc import Callable

from schematic.expressions import Expression, Symbol
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.printing.notation import density, renamed
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.terms import LogDensity, Objective, Reweighted, Term


class _Reweighted(Printing[Reweighted]):
    def label(self, objective: Objective, body: Reweighted) -> str:
        return _written(body, lambda b: density(objective.schematic, b.source))

    def is_cost(self, body: Reweighted) -> bool:
        return False

    def at_draws(self, objective: Objective, body: Reweighted) -> str:
        return _written(
            body, lambda b: renamed(density(objective.schematic, b.source), b.of, b.given)
        )

    def gain(self, objective: Objective, body: Reweighted) -> symbols.Expression:
        laws = [law_of(objective, each.source) for each in _densities(body)]
        logarithm = symbols.print_latex(symbols.Log(tuple(laws)))
        latex = rf"\sum_{{k=1}}^{{{body.samples}}} \tilde w_k {logarithm}"
        text = _written(body, lambda b: symbols.text_law(law_of(objective, b.source)))
        return symbols.Amount(Symbol(text, latex))

    def loss(self, objective: Objective, body: Reweighted) -> Expression:
        return -Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: Reweighted) -> str:
        return f"self-normalised importance weights without gradient, {body.samples} samples"


def _densities(body: Reweighted) -> list[LogDensity]:
    return [part.body for part in body.scored if isinstance(part.body, LogDensity)]


def _written(body: Reweighted, show: Callable[[LogDensity], str]) -> str:
    return f"Σ_{body.samples} w̃ log {' '.join(map(show, _densities(body)))}"


ROOM = _Reweighted()

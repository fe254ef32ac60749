"""A log-density on paper: `log p(x|z)`."""

from __future__ import annotations

from schematic.expressions import Expression, Symbol
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.printing.notation import density, renamed
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.terms import LogDensity, Objective, Term


class _LogDensity(Printing[LogDensity]):
    def label(self, objective: Objective, body: LogDensity) -> str:
        return f"log {density(objective.schematic, body.source)}"

    def is_cost(self, body: LogDensity) -> bool:
        return False

    def at_draws(self, objective: Objective, body: LogDensity) -> str:
        return renamed(self.label(objective, body), body.of, body.given)

    def gain(self, objective: Objective, body: LogDensity) -> symbols.Expression:
        return symbols.Log((law_of(objective, body.source),))

    def loss(self, objective: Objective, body: LogDensity) -> Expression:
        return -Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: LogDensity) -> str:
        draws = [objective.draw(name) for name in body.reads]
        sampled = [draw for draw in draws if draw.is_sampled and draw.factor is not None]
        if not sampled and any(draw.enumerated for draw in draws):
            return "exact"
        if not sampled:
            made = any(draw.factor is not None for draw in draws)
            return "exact at a deterministic map" if made else "exact at the data"
        if all(draw.detached for draw in sampled):
            return "at samples without gradient"
        count = max(draw.factor.attributes.samples for draw in sampled if draw.factor)
        estimators = (ESTIMATORS[draw.estimator].words for draw in sampled if not draw.detached)
        words = " and ".join(dict.fromkeys(estimators))
        return f"{words}, {count} sample{'s' if count > 1 else ''}"


ROOM = _LogDensity()

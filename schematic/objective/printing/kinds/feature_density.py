"""A density of features on paper: `log p(D_l(x)|z)`, D_l being the layers of D up to the last."""

from __future__ import annotations

from schematic.expressions import Expression, Symbol
from schematic.graph.letters import letter
from schematic.graph.names import greek, latex_name
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.terms import FeatureDensity, Objective, Term


class _FeatureDensity(Printing[FeatureDensity]):
    def label(self, objective: Objective, body: FeatureDensity) -> str:
        return f"log {_head(objective, body)}({_written(body)})"

    def is_cost(self, body: FeatureDensity) -> bool:
        return False

    def at_draws(self, objective: Objective, body: FeatureDensity) -> str:
        f = body.seen.name
        shown = f"{f}({greek(body.of)})|{f}({greek(body.predicted)})"
        return f"log {_head(objective, body)}({shown})"

    def gain(self, objective: Objective, body: FeatureDensity) -> symbols.Expression:
        groups = body.factor.law.groups
        subscript = ",".join(map(greek, groups))
        head = _head(objective, body)
        text = f"log {head}{f'_{subscript}' if groups else ''}({_written(body)})"
        parents = ",".join(map(latex_name, body.factor.parents))
        seen = latex_name(body.seen.net + ("_l" if body.seen.by_trunk else ""))
        sub = f"_{{{','.join(map(latex_name, groups))}}}" if groups else ""
        of = latex_name(body.factor.child)
        latex = rf"\log {head}{sub}({seen}({of}) \mid {parents})"
        return symbols.Amount(Symbol(text, latex))

    def loss(self, objective: Objective, body: FeatureDensity) -> Expression:
        return -Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: FeatureDensity) -> str:
        made = [objective.draw(name) for name in body.given]
        count = max(
            (d.factor.attributes.samples for d in made if d.factor and d.is_sampled), default=0
        )
        sampled = f", {count} sample{'s' if count > 1 else ''}" if count else ""
        return f"in the features of {body.seen.net}{sampled}"


def _head(objective: Objective, body: FeatureDensity) -> str:
    return letter(objective.schematic, body.factor)


def _written(body: FeatureDensity) -> str:
    parents = ",".join(map(greek, body.factor.parents))
    return f"{body.seen.name}({greek(body.factor.child)})|{parents}"


ROOM = _FeatureDensity()

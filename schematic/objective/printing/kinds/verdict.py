"""A verdict on paper: `log q(y|x)` where its price is that likelihood, else the price of D(x)."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.expressions import Expression, Symbol, replaced, text
from schematic.graph.names import greek, latex_name
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.printing.notation import density
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.terms import Objective, Term, Verdict
from schematic.prices._price import LOGIT


class _Verdict(Printing[Verdict]):
    def label(self, objective: Objective, body: Verdict) -> str:
        reverse = "ʳ" if body.reverse else ""
        if not body.is_likelihood:
            return f"{body.price.name}{reverse}({_logit(body, body.factor.parents).name})"
        shown = density(objective.schematic, body.factor)
        return f"log {shown[:1]}{reverse}{shown[1:]}"

    def is_cost(self, body: Verdict) -> bool:
        return not body.is_likelihood

    def at_draws(self, objective: Objective, body: Verdict) -> str:
        if not body.is_likelihood:
            return f"{body.price.name} {text(_price(body, body.given))}"
        name = objective.schematic.nodes[body.factor.child].space.labels[body.label]
        head = self.label(objective, body).partition("(")[0]
        return f"{head}({greek(body.factor.child)}={name}|{', '.join(map(greek, body.given))})"

    def gain(self, objective: Objective, body: Verdict) -> symbols.Expression:
        if not body.is_likelihood:
            return symbols.Amount(-_price(body, body.factor.parents))
        law = law_of(objective, body.factor)
        mark = "r" if body.reverse else ""
        values = ((law.of[0], body.label),)
        return symbols.Log(
            (symbols.Law("q", law.of, law.given, law.groups, mark, values=values),),
        )

    def loss(self, objective: Objective, body: Verdict) -> Expression:
        return _price(body, body.given)

    def estimator(self, objective: Objective, term: Term, body: Verdict) -> str:
        return f"adversarial, {body.price.name} loss on logits"


def _price(body: Verdict, given: Iterable[str]) -> Expression:
    """The price of the verdict, with D's logit at some values."""
    price = body.price.of(body.label, reverse=body.reverse)
    return replaced(price, {LOGIT.name: _logit(body, given)})


def _logit(body: Verdict, given: Iterable[str]) -> Symbol:
    names, net = list(given), body.factor.law.nets[0].net
    shown = f"{net}({', '.join(map(greek, names))})"
    return Symbol(shown, f"{latex_name(net)}({', '.join(map(latex_name, names))})")


ROOM = _Verdict()

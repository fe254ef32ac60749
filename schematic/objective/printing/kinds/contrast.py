"""A contrast on paper: its price at D's two logits."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.expressions import Expression, Symbol, replaced, text
from schematic.graph.names import greek, latex_name
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.terms import Contrast, Objective, Term
from schematic.prices._price import FAKE, LOGIT


class _Contrast(Printing[Contrast]):
    def label(self, objective: Objective, body: Contrast) -> str:
        reverse = "ʳ" if body.reverse else ""
        return f"{body.price.name}{reverse}({_logit(body, body.factor.parents).name})"

    def is_cost(self, body: Contrast) -> bool:
        return True

    def at_draws(self, objective: Objective, body: Contrast) -> str:
        return f"{body.price.name} {text(_price(body))}"

    def gain(self, objective: Objective, body: Contrast) -> symbols.Expression:
        return symbols.Amount(-_price(body))

    def loss(self, objective: Objective, body: Contrast) -> Expression:
        return _price(body)

    def estimator(self, objective: Objective, term: Term, body: Contrast) -> str:
        return f"adversarial, {body.price.name} loss on pairs of logits"


def _price(body: Contrast) -> Expression:
    """The price of a pair, with D's logits at its draws."""
    values = {LOGIT.name: _logit(body, body.real), FAKE.name: _logit(body, body.fake)}
    return replaced(body.price.of(reverse=body.reverse), values)


def _logit(body: Contrast, given: Iterable[str]) -> Symbol:
    names, net = list(given), body.factor.law.nets[0].net
    shown = f"{net}({', '.join(map(greek, names))})"
    return Symbol(shown, f"{latex_name(net)}({', '.join(map(latex_name, names))})")


ROOM = _Contrast()

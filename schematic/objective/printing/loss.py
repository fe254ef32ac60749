"""Player → its loss in one line, at the draws it reads: what the emitted source computes."""

from __future__ import annotations

from fractions import Fraction

from schematic.expressions import Expression, Symbol, scaled, sigmoid, text, total
from schematic.expressions.algebra import number
from schematic.expressions.printers import joined
from schematic.graph.names import greek
from schematic.objective.printing.kinds import printing_of
from schematic.objective.printing.plates import Indices
from schematic.objective.printing.symbols import rows_text
from schematic.objective.terms import Objective, Player, Term, Weigher


def loss_of(objective: Objective, player: Player) -> str:
    """A player's loss in nats, in one line: `½ softplus(−D(x)) + ½ softplus(D(x_fake))`."""
    return text(total(_summand(objective, term) for term in player.terms))


def loss_in_series(objective: Objective, player: Player) -> str:
    """The same, with Σ over t of summands that are alike up to the index t of a plate."""
    return joined(summands_in_series(objective, player), "−")


def summands_in_series(objective: Objective, player: Player) -> list[str]:
    """The summands of that line; one that is subtracted begins with a minus."""
    parts = [(text(_summand(objective, term)),) for term in player.terms]
    shown = []
    for (part,), values in Indices(objective.schematic).texts(parts):
        if values is not None:
            sign, body = ("−", part[1:]) if part.startswith("−") else ("", part)
            part = f"{sign}Σ_{{t={values[0]}}}^{{{values[-1]}}} {body}".replace("_{t}", "_t")
        shown.append(part)
    return shown


def _summand(objective: Objective, term: Term) -> Expression:
    """What one term costs: its weights times its price for an example."""
    loss = printing_of(term.body).loss(objective, term.body)
    if term.weigher:
        loss = _weight(term.weigher) * loss
    if term.rows:
        loss = Symbol(f"[{rows_text(term.rows)}]") * loss
    return scaled(coefficient(term) * (-1 if term.negative else 1), loss)


def coefficient(term: Term) -> Fraction:
    """The number in front of a term: the share of its branch times the user's scale."""
    return term.weight * number(term.scale).value


def _weight(weigher: Weigher) -> Expression:
    if weigher.over_batch:
        return Symbol(f"B softmax({logit_of(weigher)})")
    return sigmoid(Symbol(logit_of(weigher)))


def logit_of(weigher: Weigher) -> str:
    """The logit that a weight is made of: `D(x)`."""
    return f"{weigher.factor.law.nets[0].net}({', '.join(map(greek, weigher.given))})"

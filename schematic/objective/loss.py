"""Player → its loss in one line, at the draws it reads: what the emitted source computes."""

from __future__ import annotations

from fractions import Fraction

from schematic.families.games import GAMES
from schematic.graph.names import greek
from schematic.objective.notation import label_of
from schematic.objective.terms import (
    Divergence,
    LogDensity,
    Objective,
    Penalty,
    Player,
    Term,
    Verdict,
    Weigher,
)


def loss_of(objective: Objective, player: Player) -> str:
    """A player's loss in one line: `½ softplus(−D(x)) + ½ softplus(D(x_fake))`."""
    parts = [_summand(objective, term) for term in player.terms]
    text = parts[0]
    for part in parts[1:]:
        text += f" − {part[1:]}" if part.startswith("−") else f" + {part}"
    return text


def _summand(objective: Objective, term: Term) -> str:
    factor = _factor(term)
    match term.body:
        case LogDensity():
            minus = "" if term.negative else "−"
            return f"{minus}{factor}{at_draws(objective, term)}"
        case Verdict(factor=arrow, given=given, label=label, reverse=reverse):
            price = GAMES[arrow.attributes.loss].price(label, reverse=reverse).replace("F.", "")
            logit = f"{arrow.law.nets[0].net}({', '.join(given)})"
            shown = price.replace("-{d}", f"−{logit}").replace("{d}", logit).replace("-", "−")
            return f"{factor}{shown.replace('** 2', '²').replace(' ²', '²')}"
        case _:
            return f"{factor}{at_draws(objective, term)}"


def _factor(term: Term) -> str:
    """The weights in front: ½, the user's scale, and the importance weight."""
    number = term.weight * Fraction(term.scale).limit_denominator(10**6)
    shown = "" if number == 1 else "½ " if number == Fraction(1, 2) else f"{float(number):g} "
    return shown + (_weight(term.weigher) if term.weigher else "")


def _weight(weigher: Weigher) -> str:
    return f"σ({weigher.factor.law.nets[0].net}({', '.join(weigher.given)})) "


def at_draws(objective: Objective, term: Term) -> str:
    """A density or divergence at its draws: `log p(x|z)`, with the draws' own names."""
    label = label_of(objective, term.body)
    match term.body:
        case LogDensity(of=of, given=given):
            return _named(label, of, given)
        case Divergence():
            body = term.body
            q, _, p = label.removeprefix("KL(").removesuffix(")").partition(" ‖ ")
            return f"KL({_named(q, body.of, body.given)} ‖ {_named(p, body.of, body.prior_given)})"
        case Verdict(factor=factor, given=given, label=value):
            name = objective.schematic.nodes[factor.child].space.labels[value]
            return (
                f"{label.partition('(')[0]}({factor.child}={name}|{', '.join(map(greek, given))})"
            )
        case Penalty():
            return label


def _named(label: str, of: str, given: tuple[str, ...]) -> str:
    head = label.partition("(")[0]
    inner = greek(of) + (f"|{','.join(map(greek, given))}" if given else "")
    return f"{head}({inner})"

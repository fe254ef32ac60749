"""Objective → plain text: what `sgm derive` prints."""

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
            return f"{minus}{factor}{_at(objective, term)}"
        case Verdict(factor=arrow, given=given, label=label, reverse=reverse):
            price = GAMES[arrow.attributes.loss].price(label, reverse=reverse).replace("F.", "")
            logit = f"{arrow.law.nets[0].net}({', '.join(given)})"
            shown = price.replace("-{d}", f"−{logit}").replace("{d}", logit).replace("-", "−")
            return f"{factor}{shown.replace('** 2', '²').replace(' ²', '²')}"
        case _:
            return f"{factor}{_at(objective, term)}"


def _factor(term: Term) -> str:
    """The weights in front: ½, the user's scale, and the importance weight."""
    number = term.weight * Fraction(term.scale).limit_denominator(10**6)
    shown = "" if number == 1 else "½ " if number == Fraction(1, 2) else f"{float(number):g} "
    return shown + (_weight(term.weigher) if term.weigher else "")


def _weight(weigher: Weigher) -> str:
    return f"{weigher.factor.law.nets[0].net}({', '.join(weigher.given)}) "


def _at(objective: Objective, term: Term) -> str:
    """A density or divergence at its draws: `log p(x|z)`, with the draws' own names."""
    label = label_of(objective, term.body)
    match term.body:
        case LogDensity(of=of, given=given):
            return _named(label, of, given)
        case Divergence():
            body = term.body
            q, _, p = label.removeprefix("KL(").removesuffix(")").partition(" ‖ ")
            return f"KL({_named(q, body.of, body.given)} ‖ {_named(p, body.of, body.prior_given)})"
        case Penalty() | Verdict():
            return label


def _named(label: str, of: str, given: tuple[str, ...]) -> str:
    head = label.partition("(")[0]
    inner = greek(of) + (f"|{','.join(map(greek, given))}" if given else "")
    return f"{head}({inner})"


def write_text(objective: Objective) -> str:
    """The objective: per player what it maximises, its loss, its gradients and its constants."""
    lines = [_heading(objective)]
    for player in objective.players:
        lines += ["", f"{greek(player.name)} trains {', '.join(player.nets)}"]
        lines.append(f"    loss      {loss_of(objective, player)}")
        for term in player.terms:
            lines.append(f"    gradient  {_route(objective, player, term)}")
        for term in player.constants:
            lines.append(f"    constant  {_at(objective, term)}")
    return "\n".join(lines)


def _heading(objective: Objective) -> str:
    schematic = objective.schematic
    title = f", {schematic.title}" if schematic.title else ""
    return f"{schematic.name}{title}"


def _route(objective: Objective, player: Player, term: Term) -> str:
    ways = []
    if term.learns:
        ways.append(f"directly to {', '.join(term.learns)}")
    if term.through:
        ways.append(f"through {', '.join(map(greek, term.through))}")
    return f"{_at(objective, term)}: {' and '.join(ways)}"

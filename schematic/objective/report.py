"""Objective → Report: everything `sgm derive` says, as data. The printers choose only a layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schematic.graph import Distribution
from schematic.graph.names import greek
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.forms import conventional
from schematic.objective.loss import at_draws, loss_of
from schematic.objective.notation import label_of
from schematic.objective.reformulate import Reformulation, reformulated
from schematic.objective.route import nets_behind
from schematic.objective.symbols import Expression
from schematic.objective.terms import (
    Divergence,
    Draw,
    LogDensity,
    Objective,
    Origin,
    Player,
    Term,
    Verdict,
    given_draws,
)


@dataclass(frozen=True)
class TermReport:
    """One term: how it is estimated, and where its gradient goes."""

    name: str
    at: str
    estimator: str
    reaches: str


@dataclass(frozen=True)
class PlayerReport:
    """One player: both forms of its objective, its loss, its gradients and its constants."""

    name: str
    nets: tuple[str, ...]
    conventional: Expression
    reformulated: Reformulation | None
    loss: str
    terms: tuple[TermReport, ...]
    cuts: tuple[str, ...]
    constants: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Report:
    """The whole objective."""

    name: str
    title: str | None
    reading: str
    draws: tuple[tuple[str, str, str], ...]
    players: tuple[PlayerReport, ...]


def make_report(objective: Objective) -> Report:
    """The report of an objective."""
    schematic = objective.schematic
    return Report(
        name=schematic.name,
        title=schematic.title,
        reading=_reading(objective),
        draws=tuple(_draw(objective, draw) for draw in objective.draws),
        players=tuple(_player(objective, player) for player in objective.players),
    )


def _reading(objective: Objective) -> str:
    """How the arrows are to be read; GANs confuse readers of VAEs."""
    red = next((f for f in objective.schematic.factors if f.red), None)
    if red is None:
        return (
            "Dashed arrows are inference, and are sampled along; solid arrows are generation, and "
            "are scored."
        )
    judged, y = " and ".join(map(greek, red.parents)), greek(red.child)
    if red.dashed:
        return (
            f"{y} is inferred from {judged} (dashed, red): how real {judged} looks is a weight, "
            f"and {judged} stays visible, as in a VAE."
        )
    makes = [f for f in objective.schematic.factors if f.dashed and f.child in red.parents]
    parents = greek(makes[0].parents[0]) if makes else "it"
    return (
        f"{y} is generated from {judged} (solid, red), so {judged} plays the latent variable and "
        f"{parents} a visible one: making {judged} from {parents} is inference (dashed), and "
        f"judging {judged} is generation of its label."
    )


def _draw(objective: Objective, draw: Draw) -> tuple[str, str, str]:
    """Name, law and origin of a draw."""
    node = objective.schematic.nodes[draw.node]
    if draw.is_data:
        law = "~ data"
        by = getattr(draw.law, "by", None)
        if by and draw.branch is not None:
            law += f", {by} = {objective.schematic.nodes[by].space.labels[draw.branch]}"
        return greek(draw.name), law, "a data node"
    if draw.factor is None:
        return greek(draw.name), f"~ {draw.law}", f"the prior of {greek(node.name)}"
    nets = ", ".join(f"{ref.net}_{greek(ref.group)}" for ref in draw.factor.law.nets)
    given = ", ".join(map(greek, draw.given))
    value = f"{nets}({given})"
    sign = "=" if draw.mean else "~"
    shown = value if draw.mean else f"{draw.factor.law.family}({value})"
    along = "inferred" if draw.origin is Origin.INFERRED else "generated, without gradient"
    if draw.phase is not None:
        along = f"{draw.phase.value}, without gradient"
    return greek(draw.name), f"{sign} {shown}", along


def _player(objective: Objective, player: Player) -> PlayerReport:
    return PlayerReport(
        name=player.name,
        nets=player.nets,
        conventional=conventional(objective, player),
        reformulated=reformulated(objective, player),
        loss=loss_of(objective, player),
        terms=tuple(_term(objective, player, term) for term in player.terms),
        cuts=tuple(_cuts(objective, player)),
        constants=tuple(_constant(objective, term) for term in player.constants),
    )


def _term(objective: Objective, player: Player, term: Term) -> TermReport:
    return TermReport(
        name=label_of(objective, term.body),
        at=at_draws(objective, term),
        estimator=estimator_of(objective, term),
        reaches=_reaches(objective, player, term),
    )


def estimator_of(objective: Objective, term: Term) -> str:
    """How a term is estimated."""
    match term.body:
        case Divergence(estimator=estimator):
            return estimator.value
        case Verdict(factor=factor):
            return f"adversarial, {factor.attributes.loss} loss on logits"
        case LogDensity():
            return _sampling(objective, term)
        case _:
            return "slope at points between real and fake"


def _sampling(objective: Objective, term: Term) -> str:
    """What kind of samples a log-density is averaged over."""
    draws = [objective.draw(name) for name in given_draws(term.body)]
    sampled = [draw for draw in draws if draw.is_sampled and draw.factor is not None]
    if not sampled:
        made = any(draw.factor is not None for draw in draws)
        return "exact at a deterministic map" if made else "exact at the data"
    if all(draw.detached for draw in sampled):
        return "at samples without gradient"
    count = max(draw.factor.attributes.samples for draw in sampled if draw.factor)
    words = " and ".join(
        dict.fromkeys(ESTIMATORS[d.estimator].words for d in sampled if not d.detached)
    )
    return f"{words}, {count} sample{'s' if count > 1 else ''}"


def _reaches(objective: Objective, player: Player, term: Term) -> str:
    ways = list(term.learns)
    for name in term.through:
        nets = sorted(nets_behind(objective, player, (name,)), key=player.nets.index)
        ways.append(f"{', '.join(nets)} through {greek(name)}")
    return ", ".join(ways)


def _cuts(objective: Objective, player: Player) -> Iterator[str]:
    """Where the gradient is stopped on purpose."""
    read = {name for term in player.terms for name in given_draws(term.body)}
    through = {name for term in player.terms for name in term.through}
    for draw in objective.draws:
        if draw.name in read - through and isinstance(draw.law, Distribution) and draw.factor:
            why = "sampled without gradient" if draw.detached else "detached"
            yield f"{greek(draw.name)} is {why}"
    judges = {
        ref.net
        for term in player.terms
        if isinstance(term.body, Verdict)
        for ref in term.body.factor.law.nets
    }
    for net in sorted(judges - set(player.nets)):
        yield f"{net} is frozen: it passes the gradient on and keeps none"
    for weigher in dict.fromkeys(term.weigher for term in player.terms if term.weigher):
        logit = f"{weigher.factor.law.nets[0].net}({', '.join(map(greek, weigher.given))})"
        yield f"the weight σ({logit}) carries no gradient"


def _constant(objective: Objective, term: Term) -> tuple[str, str]:
    groups = "the player's parameters"
    return at_draws(objective, term), f"free of {groups}"

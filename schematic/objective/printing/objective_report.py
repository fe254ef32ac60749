"""Objective → Report: everything `sgm derive` says, as data. The printers choose only a layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schematic.families._schedules import SCHEDULES
from schematic.graph import Distribution, NetRef
from schematic.graph.names import greek
from schematic.objective.copies import values_of
from schematic.objective.printing.counted import counted
from schematic.objective.printing.formless import why_no_form
from schematic.objective.printing.forms import conventional, in_series
from schematic.objective.printing.labels import at_draws, estimator_of, label_of
from schematic.objective.printing.loss import logit_of, loss_in_series, loss_of
from schematic.objective.printing.notation import listed
from schematic.objective.printing.plates import Indices, values_shown
from schematic.objective.printing.reformulate import Reformulation, reformulated
from schematic.objective.printing.symbols import Expression
from schematic.objective.route import nets_behind_each
from schematic.objective.terms import (
    Draw,
    Objective,
    Origin,
    Player,
    Term,
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
    """One player: both forms of its objective, its loss, its gradients and its constants.

    `no_form` says why there is no reformulated one. `after` says what happens to its nets after its
    step, and `steps` how many it takes for one of everyone else's.
    """

    name: str
    nets: tuple[str, ...]
    conventional: Expression
    reformulated: Reformulation | None
    no_form: str
    loss: str
    terms: tuple[TermReport, ...]
    cuts: tuple[str, ...]
    after: tuple[str, ...]
    steps: int
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
    """The report of an objective, with sums over t where plates are alike up to the index t."""
    report = make_long_report(objective)
    if not objective.schematic.copies:
        return report
    indices = Indices(objective.schematic)
    pairs = zip(objective.players, report.players, strict=True)
    return replace(
        report,
        draws=tuple(_rows(indices, report.draws)),
        players=tuple(_in_series(objective, indices, player, long) for player, long in pairs),
    )


def _rows(indices: Indices, rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, str, str]]:
    for row, values in indices.texts(rows):
        first, *middle, last = (text.replace("_{t}", "_t") for text in row)
        behind = f", {values_shown(values)}" if values else ""
        yield (first, *middle, last + behind)


def _in_series(
    objective: Objective, indices: Indices, player: Player, long: PlayerReport
) -> PlayerReport:
    form = long.reformulated
    terms = [(term.name, term.at, term.estimator, term.reaches) for term in long.terms]
    return replace(
        long,
        conventional=in_series(objective, player) or long.conventional,
        reformulated=form and replace(form, minimised=indices.short(form.minimised)),
        loss=loss_in_series(objective, player),
        terms=tuple(_term_row(*each) for each in indices.texts(terms)),
        cuts=tuple(
            row[0].replace("_{t}", "_t") + (f" for {values_shown(values)}" if values else "")
            for row, values in indices.texts([(cut,) for cut in long.cuts])
        ),
    )


def _term_row(row: tuple[str, ...], values: range | None) -> TermReport:
    name, at, estimator, reaches = (text.replace("_{t}", "_t") for text in row)
    return TermReport(name, f"{at}, {values_shown(values)}" if values else at, estimator, reaches)


def make_long_report(objective: Objective) -> Report:
    """The report of an objective, each term and each draw by itself."""
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
    schematic = objective.schematic
    red = next((f for f in schematic.factors if f.red and f not in schematic.predictions), None)
    if red is None:
        text = (
            "Dashed arrows are inference, and are sampled along; solid arrows are generation, and "
            "are scored."
        )
        more = (
            " What a red one ends in is predicted by one player, and everyone else makes it hard."
        )
        return text + more if schematic.predictions else text
    judged, y = listed(red.parents), greek(red.child)
    several = len(red.parents) > 1
    whose = "their" if several else "its"
    if red.dashed:
        look, stay = ("look", "stay") if several else ("looks", "stays")
        return (
            f"{y} is inferred from {judged} (dashed, red): how real {judged} {look} is a weight, "
            f"and {judged} {stay} visible, as in a VAE."
        )
    text = f"{y} is generated from {judged} (solid, red), so {judged} "
    text += "play the latent variables" if several else "plays the latent variable"
    makes = [f for f in objective.schematic.factors if f.dashed and f.child in red.parents]
    sources = [name for f in makes for name in f.parents if name not in red.parents]
    if not sources:
        return f"{text}, and judging {judged} is generation of {whose} label."
    made = listed(dict.fromkeys(f.child for f in makes))
    parents = listed(dict.fromkeys(sources))
    role = "visible ones" if len(set(sources)) > 1 else "a visible one"
    return (
        f"{text} and {parents} {role}: making {made} from {parents} is inference (dashed), and "
        f"judging {judged} is generation of {whose} label."
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
        origin = f"the prior of {greek(node.name)}"
        if draw.is_summed:
            origin = f"summed out, all {values_of(node)} values"
        return greek(draw.name), f"~ {draw.law}", origin
    if draw.is_shuffled:
        along = "each element of another example, without gradient"
        return greek(draw.name), f"~ the marginals of {greek(draw.given[0])}", along
    inverse = "⁻¹" if draw.factor.backwards_of else ""
    nets = ", ".join(_net(ref, inverse) for ref in draw.factor.law.nets)
    given = ", ".join(map(greek, draw.given))
    if draw.is_mixture:
        schedule = SCHEDULES[draw.factor.law.words[0]]
        x, t = map(greek, draw.given)
        mixed = f"= α({t}) {x} + σ({t}) ε"
        return greek(draw.name), mixed, f"inferred; α = {schedule.alpha}, σ = {schedule.sigma}"
    value = f"{nets}({given})"
    sign = "=" if draw.mean else "~"
    shown = value if draw.mean else f"{draw.factor.law.family}({value})"
    along = _ALONG[draw.origin]
    if draw.enumerated:
        along += f", all {values_of(node)} values"
    if draw.relaxed:
        attributes = draw.factor.attributes
        along += f", {attributes.gradient} at temperature {attributes.temperature:g}"
    if draw.phase is not None:
        along = f"{draw.phase.value}, without gradient"
    if not draw.factor.law.groups:
        along += ", by a map that nobody trains"
    return greek(draw.name), f"{sign} {shown}", along


_ALONG = {
    Origin.INFERRED: "inferred",
    Origin.GENERATED: "generated, without gradient",
    Origin.PREDICTED: "predicted",
}


def _net(ref: NetRef, inverse: str = "") -> str:
    group = "" if ref.is_frozen else f"_{greek(ref.group)}"
    return f"{ref.net}{group}{inverse}"


def _player(objective: Objective, whole: Player) -> PlayerReport:
    player = counted(whole)
    form = reformulated(objective, whole)
    return PlayerReport(
        name=player.name,
        nets=player.nets,
        conventional=conventional(objective, player),
        reformulated=form,
        no_form="" if form else why_no_form(player),
        loss=loss_of(objective, player),
        terms=make_terms(objective, player, player.terms),
        cuts=tuple(_cuts(objective, player)),
        steps=player.steps,
        after=tuple(
            f"the weights of {net} are clipped to [−{c:g}, {c:g}]" for net, c in player.clips
        ),
        constants=tuple(_constants(objective, whole)),
    )


def make_terms(
    objective: Objective, player: Player, terms: Sequence[Term]
) -> tuple[TermReport, ...]:
    """The reports of some of a player's terms, each term by itself."""
    routes = _routes(objective, player, terms)
    return tuple(_term(objective, routes, term) for term in terms)


def _term(objective: Objective, routes: Mapping[str, str], term: Term) -> TermReport:
    return TermReport(
        name=label_of(objective, term.body),
        at=at_draws(objective, term),
        estimator=estimator_of(objective, term),
        reaches=_reaches(objective, routes, term),
    )


def _routes(objective: Objective, player: Player, terms: Sequence[Term]) -> Mapping[str, str]:
    """What gradient reaches through each draw that some terms of a player go through."""
    position = {net: at for at, net in enumerate(player.nets)}
    names = dict.fromkeys(name for term in terms for name in term.through)
    behind = nets_behind_each(objective, player, names)
    ordered = {name: sorted(behind[name], key=position.__getitem__) for name in names}
    return {name: f"{', '.join(nets)} through {greek(name)}" for name, nets in ordered.items()}


def _reaches(objective: Objective, routes: Mapping[str, str], term: Term) -> str:
    ways = [*term.learns, *(routes[name] for name in term.through)]
    for name in term.by_value:
        draw = objective.draw(name)
        nets = [ref.net for ref in draw.law.nets] if isinstance(draw.law, Distribution) else []
        ways.append(f"{', '.join(nets)} by its value at {greek(name)}")
    return ", ".join(ways) or "nothing: it is constant, and makes the bound whole"


def _cuts(objective: Objective, player: Player) -> Iterator[str]:
    """Where the gradient is stopped on purpose."""
    read = {name for term in player.terms for name in term.body.reads}
    stopped = read - {name for t in player.terms for name in (*t.through, *t.by_value)}
    for draw in objective.draws:
        if draw.is_mixture:
            continue
        if draw.name in stopped and isinstance(draw.law, Distribution) and draw.factor:
            why = "sampled without gradient" if draw.detached else "detached"
            why = "permuted without gradient" if draw.is_shuffled else why
            yield f"{greek(draw.name)} is {why}"
    evaluated = {net for term in player.terms for net in term.body.nets}
    for net in sorted(evaluated - set(player.nets)):
        yield f"{net} is frozen: it passes the gradient on and keeps none"
    for net in dict.fromkeys(net for term in player.terms for net in term.body.held):
        yield f"the features of {net} are frozen: they pass the gradient on, and {net} keeps none"
    for weigher in dict.fromkeys(term.weigher for term in player.terms if term.weigher):
        shown = f"softmax({logit_of(weigher)})" if weigher.over_batch else f"σ({logit_of(weigher)})"
        yield f"the weight {shown} carries no gradient"


def _constants(objective: Objective, player: Player) -> Iterator[tuple[str, str]]:
    """What the player's gradient leaves out, and why."""
    for term in player.constants:
        yield at_draws(objective, term), "free of the player's parameters"
    for term in player.terms:
        if not term.scale:
            yield at_draws(objective, term), "its weight is 0"

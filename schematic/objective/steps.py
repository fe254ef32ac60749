"""Objective → its derivation, step by step; each step names the part of the rule it applies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from schematic.expressions import Symbol, replaced, text
from schematic.graph import DataLaw, Factor, Node, Role, Schedule, Schematic
from schematic.graph.attributes import DEFAULTS
from schematic.graph.names import greek
from schematic.objective.bound import bound_of
from schematic.objective.draws import Pool
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.game_sides import Sides, sides_of
from schematic.objective.match import Meeting, chosen, meeting_of, sentences
from schematic.objective.passes import Pass, find_passes
from schematic.objective.printing.counted import counted
from schematic.objective.printing.kinds.denoising import squared_error
from schematic.objective.printing.labels import are_rows, at_draws
from schematic.objective.printing.notation import density
from schematic.objective.terms import Objective, Player
from schematic.objective.wake_sleep import exchanged
from schematic.objective.worlds import worlds_of
from schematic.prices import PRICES
from schematic.prices._price import FAKE, LOGIT, PairPrice, Price


@dataclass(frozen=True)
class Step:
    """One step of a derivation."""

    rule: str
    text: str


def derivation(objective: Objective) -> tuple[Step, ...]:
    """The steps from the graph to the players' objectives."""
    schematic = objective.schematic
    steps: list[Step] = []
    if schematic.schedule.has_phases:
        steps.append(Step("6 wake–sleep", _AWAKE[schematic.schedule]))
        steps.extend(_structure(schematic))
        steps.append(Step("6 wake–sleep", "sleep: solid and dashed exchanged, then the same rule"))
        steps.extend(_structure(exchanged(schematic), asleep=True))
    else:
        steps.extend(_structure(schematic))
        steps.extend(_real_side(schematic))
    for player in objective.players:
        steps.extend(_player(player, objective))
    return tuple(steps)


_AWAKE = {
    Schedule.WAKE_SLEEP: "wake: the rule with only the solid arrows learning",
    Schedule.REWEIGHTED: "wake: the rule at several draws, each weighed by its share of p(x, h) / "
    "q(h|x); solid arrows learn log p there, and dashed ones log q",
}


def write_steps(objective: Objective) -> str:
    """The derivation as numbered lines."""
    steps = derivation(objective)
    width = max(len(step.rule) for step in steps)
    return "\n".join(
        f"{number:>3}. {step.rule:<{width}}  {step.text}" for number, step in enumerate(steps, 1)
    )


def _structure(schematic: Schematic, *, asleep: bool = False) -> Iterator[Step]:
    passes = find_passes(schematic)
    for run in passes:
        yield from _pass(schematic, run)
    for factor in schematic.factors:
        if not (factor.dashed or factor.red):
            yield from _solid(schematic, factor, passes, asleep)
    for factor in (*schematic.factors, *schematic.inverses):
        if factor.dashed and not factor.red:
            yield _matching(schematic, factor, asleep)
    if schematic.schedule is Schedule.TOGETHER:
        yield from _gradients(schematic)
    for sentence in dict.fromkeys(bound_of(run).sentence(run) for run in passes):
        if sentence and not asleep:
            yield Step("3 bound", sentence)
    for factor in schematic.factors:
        if factor.red:
            yield _game(schematic, factor, passes)


def _pass(schematic: Schematic, run: Pass) -> Iterator[Step]:
    if run.rows:
        text = f"a pass of the examples in which {are_rows(run.rows)}"
        yield Step("1 passes", text)
    if run.starts:
        cut = ", ".join(map(greek, run.starts))
        yield Step("1 passes", f"dashed arrows form a cycle; this pass starts from {cut}")
    for node in schematic.nodes.values():
        if node.role is Role.INDICATOR or node.name in run.inferred or node.law is None:
            continue
        what = "the data" if isinstance(node.law, DataLaw) else str(node.law)
        if node.summed:
            text = f"{greek(node.name)} is summed out: all of its values count, by {what}"
            yield Step("1 summed", text)
            continue
        why = "is seen" if (node.name, True) in run.rows else "has no dashed arrow into it"
        yield Step("1 roots", f"{greek(node.name)} {why}: drawn from {what}")
    for name, factor in run.inferred.items():
        yield Step("1 inferred", f"{greek(name)} follows `{greek(str(factor))}`")


def _shown(schematic: Schematic, source: Factor | Node, asleep: bool) -> str:
    """A density by its letter on paper, which is that of the arrow as it was drawn."""
    if asleep and isinstance(source, Factor):
        source = replace(source, dashed=not source.dashed)
    return density(schematic, source)


def _solid(
    schematic: Schematic, factor: Factor, passes: tuple[Pass, ...], asleep: bool
) -> Iterator[Step]:
    child = factor.child
    shown = _shown(schematic, factor, asleep)
    if schematic.is_invertible(factor):
        first, net = greek(factor.parents[0]), factor.law.nets[0].net
        text = f"`{greek(str(factor))}` is one-to-one: log p({greek(child)}) = log p({first}) + "
        text += f"log|det ∂{first}/∂{greek(child)}| at {first} = {net}⁻¹({greek(child)})"
        yield Step("2 change of variables", text)
    elif any(child not in run.inferred for run in passes):
        amount = _amount(factor) or f"log {shown}"
        text = f"`{greek(str(factor))}`: {greek(child)} is a root, so E[{amount}] counts"
        yield Step("2 reconstruction", text)
    elif schematic.nodes[child].law is None:
        arrow = greek(str(factor))
        text = f"`{arrow}`: {greek(child)} is inferred and has no law, so {shown} is its prior"
        yield Step("2 conditional prior", text)


def _amount(factor: Factor) -> str:
    """What an arrow that predicts contributes; nothing where it scores a density."""
    if not factor.attributes.predict:
        return ""
    return f"−{squared_error(factor, factor.child, factor.parents)}"


def _matching(schematic: Schematic, factor: Factor, asleep: bool) -> Step:
    name, meeting = greek(factor.child), meeting_of(schematic, factor)
    if meeting is None:
        return Step("3 matching", f"{name} has no law, so there is nothing to match")
    summed = [p for p in meeting.prior.parents if schematic.nodes[p].summed]
    if summed:
        text = f"{name} meets a mixture: {_shown(schematic, meeting.prior.source, asleep)} summed"
        return Step("3 mixture", f"{text} over {', '.join(map(greek, summed))}, by its log-ratio")
    q, p = (_shown(schematic, source, asleep) for source in (factor, meeting.prior.source))
    if schematic.is_invertible(factor) and "kl" in (way.match.name for way in chosen(meeting)):
        first = greek(factor.parents[0])
        text = f"the density of {name} is that of {first}, over |det ∂{name}/∂{first}|; "
        return Step("3 matching", text + sentences(meeting, name, q, p) + _weighed(meeting))
    return Step("3 matching", sentences(meeting, name, q, p) + _weighed(meeting))


def _gradients(schematic: Schematic) -> Iterator[Step]:
    """How a gradient passes through each draw that says so, and what that costs."""
    for factor in schematic.factors:
        word = factor.attributes.gradient
        if word != DEFAULTS.gradient:
            yield Step("3 gradient", f"{greek(factor.child)}: {word}, {ESTIMATORS[word].price}")


def _weighed(meeting: Meeting) -> str:
    """What is said of a conditional prior's weight."""
    source = meeting.prior.source
    if not isinstance(source, Factor) or source.attributes.weight == 1:
        return ""
    return f", weighed by {source.attributes.weight:g}"


def _real_side(schematic: Schematic) -> Iterator[Step]:
    """The arrows that count where judged nodes are data, though every pass infers these."""
    for world in worlds_of(Pool(schematic)):
        real = [f for f in schematic.factors if world.judged and not (f.dashed or f.red)]
        for factor in real:
            if world.scores(schematic, factor):
                names = " and ".join(greek(n) for n in schematic.nodes if n in world.cut)
                text = f"`{greek(str(factor))}` touches what is judged: it counts for real {names}"
                yield Step("4 real side", text)


def _game(schematic: Schematic, factor: Factor, passes: tuple[Pass, ...]) -> Step:
    groups = ", ".join(map(greek, factor.law.groups))
    if factor in schematic.predictions:
        weight = factor.attributes.weight
        times = "" if weight == 1 else f", {weight:g} times over"
        shown = density(schematic, factor)
        text = f"{groups} maximises E[log {shown}], everyone else minimises it{times}"
        return Step("4 prediction", text)
    judged = ", ".join(map(greek, factor.parents))
    if factor.attributes.degenerate:
        return Step("5 reweighting", "the perfect discriminator: real weighs 1, generated 0")
    if factor.dashed:
        text = f"y is inferred: real and generated {judged}, half each, weigh qʳ(y=0|{judged})"
        return Step("5 reweighting", text)
    where = {
        Sides.LAW: "real is the own law, fake is inferred",
        Sides.PASSES: "y picks the pass; real is the one that starts from data",
        Sides.DATA: "y picks the data set",
        Sides.MARGINALS: "real is the fake side with each element permuted over the batch",
        Sides.NONE: "there are no two sides",
    }[sides_of(schematic, factor, passes)]
    return Step("4 game", f"{_stakes(schematic, factor, groups)}; {where}")


def _stakes(schematic: Schematic, factor: Factor, groups: str) -> str:
    """What the two sides of a game maximise, or what they pay where that is another price."""
    price, net = PRICES[factor.attributes.loss], factor.law.nets[0].net
    shown, judged = density(schematic, factor), ", ".join(map(greek, factor.parents))
    if isinstance(price, PairPrice):
        logits = {LOGIT.name: Symbol(f"{net}(real)"), FAKE.name: Symbol(f"{net}(fake)")}
        mine, others = (text(replaced(price.of(reverse=r), logits)) for r in (False, True))
        pair = f"a pair of real and fake {judged}"
        return f"{shown}: {groups} pays {mine} for {pair}, everyone else {others}"
    assert isinstance(price, Price)
    sides = [(label, reverse) for reverse in (False, True) for label in (1, 0)]
    if all(price.is_likelihood(label, reverse=reverse) for label, reverse in sides):
        return f"{groups} maximises E[log {shown}], everyone else its reverse"
    logit = {LOGIT.name: Symbol(f"{net}({judged})")}
    prices = (price.of(label, reverse=reverse) for label, reverse in sides)
    real, fake, *reverse = (text(replaced(each, logit)) for each in prices)
    mine = f"{real} for real and {fake} for fake {judged}"
    return f"{shown}: {groups} pays {mine}, everyone else {' and '.join(reverse)}"


def _player(player: Player, objective: Objective) -> Iterator[Step]:
    name = greek(player.name)
    for term in player.constants:
        yield Step("cancel", f"{name}: {at_draws(objective, term)} is free of {name}")
    for term in player.terms:
        if not term.scale:
            yield Step("cancel", f"{name}: {at_draws(objective, term)} has the weight 0")
    terms = counted(player).terms
    branches = {term.branch for term in terms}
    if None not in branches and branches:
        share = "½" if len(branches) == 1 else "1"
        text = f"{name}: y has a gradient with probability {share}; divide by it"
        yield Step("scale", text)
    if player.steps > 1:
        yield Step("pace", f"{name}: {player.steps} steps, a batch each, for one of the others")
    for net, bound in player.clips:
        yield Step("clip", f"{name}: after each step, the weights of {net} return to ±{bound:g}")
    kept = ", ".join(at_draws(objective, term) for term in terms)
    yield Step("keep", f"{name}: {kept or 'nothing'}")

"""An explanation → what is said of a player's loss: a verdict, faults with cures, and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from schematic.audit.explain import Explanation, Piece, Search
from schematic.audit.factors import of_factor
from schematic.audit.fit import EXACT, ONE, SPREAD, Weight, deviation, recognised
from schematic.audit.numbers import origin, shown
from schematic.audit.report import Fault, PlayerAudit, Verdict
from schematic.audit.routing import leaks
from schematic.audit.wrong_terms import Wrong, measure
from schematic.graph.names import greek
from schematic.objective.printing.labels import at_draws
from schematic.objective.terms import Term


def told(search: Search) -> PlayerAudit:
    """What is said of a player's loss."""
    explanation = search.found()
    spilt, notes = leaks(search, explanation)
    name = search.player.name
    if explanation is None:
        fault = Fault("unexplained", _unexplained(search), "compare it with `sgm derive`")
        rest = _nearest(search)
        return PlayerAudit(
            name, Verdict.UNEXPLAINED, (fault, *spilt), tuple(notes), search.distance, rest
        )
    factor = _factor(search, explanation)
    faults = (*_faults(search, explanation, factor), *spilt)
    verdict, about_value = _of_value(search, explanation)
    about_factor = [] if factor.is_near(1) else [of_factor(search, factor)]
    if faults:
        verdict, about_value = Verdict.EXPLAINED, []
    elif about_factor:
        verdict = Verdict.UP_TO_FACTOR
    read = [f"{each}, which changes no expectation" for each in _harmless(explanation)]
    found = (*about_factor, *about_value, *read, *notes)
    return PlayerAudit(name, verdict, faults, found, search.distance, explanation.deviation)


def _factor(search: Search, explanation: Explanation) -> Weight:
    """The factor of all pieces but a few that one can explain; 1 where that is as good."""
    pieces = [piece for piece in explanation.pieces if not piece.weight.is_zero]
    candidates = [ONE, *(piece.weight for piece in pieces if piece.weight.value > 0)]

    def others(factor: Weight) -> int:
        odd = [(p, w) for p in pieces if not (w := p.weight.over(factor)).is_near(1)]
        return sum(1 if _origin(search, piece, weight)[0] else 2 for piece, weight in odd)

    return min(candidates, key=others)


def _origin(search: Search, piece: Piece, weight: Weight) -> tuple[str, str]:
    """Where the weight of a piece comes from, and the cure."""
    objective, term = search.bench.objective, search.player.terms[piece.at]
    about = {objective.draw(name).node for name in _scored(term)}
    return origin(weight, objective.schematic, term.scale, about)


def _scored(term: Term) -> tuple[str, ...]:
    """The draw that a term is the density or the divergence of, if it is of one."""
    of = getattr(term.body, "of", None)
    return (of,) if isinstance(of, str) else ()


def _faults(search: Search, explanation: Explanation, factor: Weight) -> Iterator[Fault]:
    pieces = explanation.pieces
    relative = [piece.weight.over(factor) for piece in pieces]
    plain = [(p, w) for p, w in zip(pieces, relative, strict=True) if not p.wrongs]
    if len(plain) == len(pieces) and all(w.is_near(-1) for w in relative):
        yield _opposite(search)
        return
    yield from _wrong(search, explanation, factor)
    yield from _smoothed(search, explanation, factor)
    smoothed = {p.at for p in explanation.wrongs if _is_smoothed(explanation, p)}
    plain = [(p, w) for p, w in plain if p.at not in smoothed]
    is_joined = any(len(piece.wrongs) > 1 for piece in pieces)
    pairs = zip(pieces, relative, strict=True) if is_joined else plain
    yield from _misweighed(search, explanation, [(p, w) for p, w in pairs if not w.is_near(1)])


def _opposite(search: Search) -> Fault:
    name = greek(search.player.name)
    message = f"{name}'s loss has the wrong sign: a step on it goes the opposite way"
    return Fault("sign", message, "losses are minimised: change the sign")


def _wrong(search: Search, explanation: Explanation, factor: Weight) -> Iterator[Fault]:
    """The faults that known mistakes explain; one that is made throughout is told once."""
    told: dict[tuple[str, str], list[tuple[Piece, Wrong]]] = {}
    for piece in explanation.wrongs:
        if _is_smoothed(explanation, piece):
            continue
        for wrong in piece.wrongs:
            told.setdefault((wrong.mistake.name, wrong.variant.says), []).append((piece, wrong))
    is_joined = any(len(piece.wrongs) > 1 for piece in explanation.wrongs)
    for (mistake, says), pairs in told.items():
        pieces, wrong = [piece for piece, _ in pairs], pairs[0][1]
        labels = [_label(search, piece.at) for piece in pieces]
        name = greek(search.player.name)
        if len(search.player.terms) == len(labels) or mistake == "other_player":
            where = f"in {name}'s loss"
        else:
            where = f"in {name}'s loss, {listed(labels, 'in ')}"
        if wrong.variant.is_harmless and pieces[0].weight.over(factor).is_near(1):
            continue
        weight = pieces[0].weight.over(factor)
        besides = ""
        if not weight.is_near(1) and not is_joined:
            besides = f", with weight {shown(weight)}"
        yield Fault(mistake, f"{where}, {says}{besides}", wrong.variant.cure)


def _is_smoothed(explanation: Explanation, piece: Piece) -> bool:
    """Whether a verdict with the other label stands beside the same one with its own."""
    is_label = [wrong.mistake.name for wrong in piece.wrongs] == ["exchanged_labels"]
    return is_label and any(p.at == piece.at for p in explanation.pieces if not p.wrongs)


def _smoothed(search: Search, explanation: Explanation, factor: Weight) -> Iterator[Fault]:
    """The labels that are neither 0 nor 1: a verdict counts with both, and more with its own."""
    own = {p.at: p for p in explanation.pieces if not p.wrongs}
    for piece in explanation.wrongs:
        if not _is_smoothed(explanation, piece):
            continue
        name, weights = greek(search.player.name), (own[piece.at].weight, piece.weight)
        right, wrong = (weight.over(factor).value for weight in weights)
        share = shown(Weight(right / (right + wrong)))
        where = f"in {name}'s loss, in {_label(search, piece.at)}"
        message = f"{where}, its label is smoothed: it counts {share}, and the other one the rest"
        yield Fault("smoothed_label", message, "the drawing has the label alone")


def _harmless(explanation: Explanation) -> Iterator[str]:
    """What is read in another way, and no fault."""
    variants = (wrong.variant for piece in explanation.wrongs for wrong in piece.wrongs)
    yield from dict.fromkeys(variant.says for variant in variants if variant.is_harmless)


def _misweighed(
    search: Search, explanation: Explanation, pairs: Sequence[tuple[Piece, Weight]]
) -> Iterator[Fault]:
    """The faults of weights; several terms that are weighed alike, for one reason, are one."""
    name = greek(search.player.name)
    alike: dict[tuple[str, str, str, str], list[tuple[str, str]]] = {}
    for piece, weight in pairs:
        label, node = _label(search, piece.at), _node(search, piece)
        if weight.is_zero and _in_value(search, explanation, piece):
            cure = "compute it without no_grad and without detach"
            said = ("no_gradient", f" in {name}'s loss, but", "no gradient", cure)
        elif weight.is_zero:
            said = ("missing", f" missing from {name}'s loss", "", "add it")
        else:
            why, cure = _origin(search, piece, weight)
            why = why.replace(f"elements of {greek(node)}", f"elements of {NODE}")
            number = f"weight {shown(weight)}, relative to the derived loss"
            said = ("weight", "", f"{number}: {why}" if why else number, cure)
        alike.setdefault(said, []).append((label, node))
    for (mistake, is_where, has, cure), terms in alike.items():
        labels, nodes = zip(*terms, strict=True)
        has = has.replace(NODE, listed([greek(node) for node in dict.fromkeys(nodes)]))
        be, have = ("is", "has") if len(labels) == 1 else ("are", "have")
        told = f" {be}{is_where}" if is_where else ""
        told += f" {have} {has}" if has else ""
        yield Fault(mistake, f"{listed(labels)}{told}", cure)


NODE = "{node}"
"""Stands for the node that a term is about."""


def _node(search: Search, piece: Piece) -> str:
    """The node that a term is about, or nothing."""
    term = search.player.terms[piece.at]
    return "".join(search.bench.objective.draw(name).node for name in _scored(term))


MOST_LABELS = 3
"""How many terms are called by name where a fault is in many."""


def listed(labels: Sequence[str], before: str = "") -> str:
    """Terms in a row: `A and B`; the first ones, and how many more, where they are many."""
    few = labels if len(labels) <= MOST_LABELS else labels[: MOST_LABELS - 1]
    rest = [f"{len(labels) - len(few)} more"] if len(few) < len(labels) else []
    return " and ".join(f"{before}{each}" for each in (*few, *rest))


def _label(search: Search, at: int) -> str:
    return at_draws(search.bench.objective, search.player.terms[at])


def _values(search: Search, explanation: Explanation) -> Tensor:
    """The value of the loss, less what explains its gradient."""
    sizes = torch.tensor(search.lengths, dtype=torch.float64)
    rest = search.user.values.clone()
    for piece in explanation.pieces:
        weight = piece.weight.value * sizes**piece.weight.power
        rest = rest - weight * piece.measured.values
    return rest


def _in_value(search: Search, explanation: Explanation, piece: Piece) -> bool:
    """Whether a term without gradient stands in the value of a loss, alone or with all of them."""
    rest = _values(search, explanation)
    idle = [each.measured.values for each in explanation.pieces if each.weight.is_zero]
    left = (rest - piece.measured.values, rest - torch.stack(idle).sum(0))
    return any(bool((e - e.mean()).abs().max() <= SPREAD * _size(search)) for e in left)


def _size(search: Search) -> float:
    return max(1.0, float(search.user.values.abs().max()))


def _of_value(search: Search, explanation: Explanation) -> tuple[Verdict, list[str]]:
    """What the value adds to a gradient that is the derived one."""
    rest = _values(search, explanation)
    size = _size(search)
    if float(rest.abs().max()) <= SPREAD * size:
        return Verdict.EQUAL, []
    constant = recognised(rest, search.lengths)
    if constant is not None and constant.power == 0:
        word = "larger" if constant.value > 0 else "smaller"
        return Verdict.UP_TO_CONSTANT, [f"its value is {abs(constant.value):.6g} {word}"]
    for measured, label in _idle(search):
        for sign, word in ((1, "holds"), (-1, "subtracts")):
            left = rest - sign * measured
            if bool((left - left.mean()).abs().max() <= SPREAD * size):
                text = f"its value also {word} {label}, which is free of its parameters"
                return Verdict.UP_TO_CONSTANT, [text]
    text = "its value also holds something that has no gradient in its nets"
    return Verdict.UP_TO_CONSTANT, [text]


def _idle(search: Search) -> Iterator[tuple[Tensor, str]]:
    """The terms that are free of the player's parameters."""
    constants = search.player.constants
    for term, measured in zip(constants, measure(search.bench, constants), strict=True):
        if measured is None:
            continue
        label = at_draws(search.bench.objective, term)
        yield measured.values, label
        yield 0.5 * measured.values, f"½ {label}"


def _unexplained(search: Search) -> str:
    name = greek(search.player.name)
    text = f"{name}'s gradient is another one, and no known mistakes, up to three, give it"
    right = [net for net in search.player.nets if _is_right(search, net)]
    wrong = [net for net in search.player.nets if net in search.bench.nets and net not in right]
    if not right:
        return text
    return f"{text}; in {' and '.join(right)} it is the derived one, in {' and '.join(wrong)} not"


def _is_right(search: Search, net: str) -> bool:
    """Whether the gradient in a net is there, and is the derived one."""
    target = search.user.slopes.get(net)
    if target is None or not target.norm():
        return False
    derived = sum((each.slopes[net] for each in search.own), torch.zeros_like(target))
    return deviation(derived, target) <= EXACT


def _nearest(search: Search) -> float:
    """What the derived terms leave of the gradient, with the best weights they can have."""
    live = [column for column in search.columns if float(column.norm()) > 0]
    if not live:
        return 1.0
    matrix = torch.stack(live, 2)
    found = torch.linalg.lstsq(matrix, search.target[..., None], driver="gelsd").solution
    return deviation((matrix @ found).squeeze(2), search.target)

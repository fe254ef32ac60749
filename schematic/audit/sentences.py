"""An explanation → what is said of a player's loss: a verdict, faults with cures, and notes."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from schematic.audit.explain import Explanation, Piece, Search
from schematic.audit.fit import ONE, SPREAD, Weight, deviation, recognised
from schematic.audit.numbers import origin, shown
from schematic.audit.report import Fault, PlayerAudit, Verdict
from schematic.audit.routing import leaks
from schematic.audit.wrong_terms import measure
from schematic.graph.names import greek
from schematic.objective.printing.labels import at_draws


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
    factor = _factor(explanation)
    faults = (*_faults(search, explanation, factor), *spilt)
    verdict, about_value = _of_value(search, explanation)
    about_factor = [] if factor.is_near(1) else [_of_factor(search, factor)]
    if faults:
        verdict, about_value = Verdict.EXPLAINED, []
    elif about_factor:
        verdict = Verdict.UP_TO_FACTOR
    read = [f"{each}, which changes no expectation" for each in _harmless(explanation)]
    found = (*about_factor, *about_value, *read, *notes)
    return PlayerAudit(name, verdict, faults, found, search.distance, explanation.deviation)


def _factor(explanation: Explanation) -> Weight:
    """The factor that all pieces have but few; 1 where that is as good."""
    weights = [piece.weight for piece in explanation.pieces if not piece.weight.is_zero]
    candidates = [ONE, *(w for w in weights if w.value > 0)]

    def others(factor: Weight) -> int:
        return sum(not weight.over(factor).is_near(1) for weight in weights)

    return min(candidates, key=others)


def _of_factor(search: Search, factor: Weight) -> str:
    why, _ = origin(factor, search.bench.objective.schematic)
    text = f"it is {shown(factor)} times the derived loss"
    return f"{text}: {why}" if why else text


def _faults(search: Search, explanation: Explanation, factor: Weight) -> Iterator[Fault]:
    pieces = explanation.pieces
    relative = [piece.weight.over(factor) for piece in pieces]
    plain = [(p, w) for p, w in zip(pieces, relative, strict=True) if p.wrong is None]
    if len(plain) == len(pieces) and all(w.is_near(-1) for w in relative):
        yield _opposite(search)
        return
    yield from _wrong(search, explanation, factor)
    for piece, weight in plain:
        if not weight.is_near(1):
            yield _misweighed(search, explanation, piece, weight)


def _opposite(search: Search) -> Fault:
    name = greek(search.player.name)
    message = f"{name}'s loss has the wrong sign: a step on it goes the opposite way"
    return Fault("sign", message, "losses are minimised: change the sign")


def _wrong(search: Search, explanation: Explanation, factor: Weight) -> Iterator[Fault]:
    """The faults that known mistakes explain; one that is made throughout is told once."""
    told: dict[tuple[str, str], list[Piece]] = {}
    for piece in explanation.wrongs:
        assert piece.wrong is not None
        told.setdefault((piece.wrong.mistake.name, piece.wrong.variant.says), []).append(piece)
    for (mistake, says), pieces in told.items():
        wrong = pieces[0].wrong
        assert wrong is not None
        labels = [_label(search, piece.at) for piece in pieces]
        name = greek(search.player.name)
        if len(search.player.terms) == len(labels) or mistake == "other_player":
            where = f"in {name}'s loss"
        else:
            where = f"in {name}'s loss, in {' and in '.join(labels)}"
        if wrong.variant.is_harmless and pieces[0].weight.over(factor).is_near(1):
            continue
        weight = pieces[0].weight.over(factor)
        besides = ""
        if not weight.is_near(1):
            besides = f", with weight {shown(weight)}"
        yield Fault(mistake, f"{where}, {says}{besides}", wrong.variant.cure)


def _harmless(explanation: Explanation) -> Iterator[str]:
    """What is read in another way, and no fault."""
    variants = (piece.variant for piece in explanation.wrongs)
    yield from dict.fromkeys(v.says for v in variants if v is not None and v.is_harmless)


def _misweighed(search: Search, explanation: Explanation, piece: Piece, weight: Weight) -> Fault:
    term = search.player.terms[piece.at]
    label, name = _label(search, piece.at), greek(search.player.name)
    if weight.is_zero:
        if _in_value(search, explanation, piece):
            message = f"{label} is in {name}'s loss, but has no gradient"
            return Fault("no_gradient", message, "compute it without no_grad and without detach")
        return Fault("missing", f"{label} is missing from {name}'s loss", "add it")
    why, cure = origin(weight, search.bench.objective.schematic, term.scale)
    message = f"{label} has weight {shown(weight)}, relative to the derived loss"
    return Fault("weight", f"{message}: {why}" if why else message, cure)


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
    """Whether a term without gradient stands in the value of a loss."""
    rest = _values(search, explanation) - piece.measured.values
    return bool((rest - rest.mean()).abs().max() <= SPREAD * _size(search))


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
    return f"{name}'s gradient is another one, and no known mistake, nor two of them, gives it"


def _nearest(search: Search) -> float:
    """What the derived terms leave of the gradient, with the best weights they can have."""
    live = [column for column in search.columns if float(column.norm()) > 0]
    if not live:
        return 1.0
    matrix = torch.stack(live, 2)
    found = torch.linalg.lstsq(matrix, search.target[..., None], driver="gelsd").solution
    return deviation((matrix @ found).squeeze(2), search.target)

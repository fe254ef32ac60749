"""A user's gradient outside of the player's own nets → a leak, or nothing to worry about.

A loss may leave gradients in the nets of others in two ways. It passes *through* a draw that they
have made, which a `detach` stops; or it *evaluates* one of them, such as a generator's loss does
with the discriminator. The second is how nearly everyone writes a GAN, and `zero_grad` before the
other player's step makes it harmless; it is a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import torch
from torch import Tensor

from schematic.audit.bench import Measured
from schematic.audit.explain import Explanation, Piece, Search
from schematic.audit.fit import EXACT, deviation, solve
from schematic.audit.mistakes._mistake import World
from schematic.audit.report import Fault
from schematic.audit.wrong_terms import measure
from schematic.graph.names import greek
from schematic.objective.readings import ancestry
from schematic.objective.terms import Term

NOTHING = 1e-12
"""The norm of a gradient that is none, relative to all of it."""


def leaks(search: Search, explanation: Explanation | None) -> tuple[list[Fault], list[str]]:
    """What reaches nets that it should not reach, and what is worth a note."""
    faults, notes = [], []
    whole = float(torch.stack(list(search.user.sizes.values())).norm()) or 1.0
    foreign = [net for net in search.bench.nets if net not in search.player.nets]
    for net in foreign:
        if float(search.user.sizes[net].max()) <= NOTHING * whole:
            continue
        if _is_evaluation(search, explanation, net):
            notes.append(_note(search, net))
        else:
            faults.append(_fault(search, explanation, net))
    return faults, notes


def _note(search: Search, net: str) -> str:
    owner = next(p for p in search.bench.objective.players if net in p.nets)
    return (
        f"it leaves gradients in {net}, which is {greek(owner.name)}'s: call zero_grad() before "
        f"{greek(owner.name)}'s backward()"
    )


def _is_evaluation(search: Search, explanation: Explanation | None, net: str) -> bool:
    """Whether a gradient in a net is what evaluating it leaves there, and nothing else."""
    if net not in _evaluated(search):
        return False
    target = search.user.slopes[net]
    if explanation is not None and deviation(_left(search, explanation, net), target) <= EXACT:
        return True
    idle = measure(search.bench, search.player.constants)
    constants = [m.slopes[net] for m in idle if m is not None]
    columns = [m.slopes[net] for m in search.own] + constants
    if explanation is not None:
        columns += [piece.measured.slopes[net] for piece in explanation.wrongs]
    live = [column for column in columns if float(column.norm()) > 0]
    fit = solve(live, target, search.lengths)
    return (fit is not None and fit.deviation <= EXACT) or not _routes(search, net)


def _evaluated(search: Search) -> set[str]:
    """The nets that the player's terms evaluate, for draws of others are made before."""
    terms = (*search.player.terms, *search.player.constants)
    return {net for term in terms for net in (*term.body.nets, *term.body.held)}


def _left(search: Search, explanation: Explanation, net: str) -> Tensor:
    found = torch.zeros_like(search.user.slopes[net])
    for piece in explanation.pieces:
        found = found + _scale(search, piece) * piece.measured.slopes[net]
    return found


def _scale(search: Search, piece: Piece) -> Tensor:
    sizes = torch.tensor(search.lengths, dtype=torch.float64)
    return (piece.weight.value * sizes**piece.weight.power)[:, None]


def _fault(search: Search, explanation: Explanation | None, net: str) -> Fault:
    name = greek(search.player.name)
    draws = _through(search, explanation, net)
    message = f"{name}'s loss also reaches {net}"
    if not draws:
        return Fault("leak", message, f"stop its gradient before {net}")
    shown = " and ".join(draws)
    return Fault("leak", f"{message} through {shown}", f"detach {shown}")


Route = tuple[str, Tensor]
"""A draw, and the gradient in a net that passes through it if it is not detached."""


def _through(search: Search, explanation: Explanation | None, net: str) -> list[str]:
    """The fewest draws through which the gradient in a net has passed."""
    target, routes = search.user.slopes[net], _routes(search, net)
    held = [m.slopes[net] for m in search.own if float(m.slopes[net].norm()) > 0]
    for count in (1, 2, 3):
        for some in combinations(routes, count):
            fit = solve([*(column for _, column in some), *held], target, search.lengths)
            if fit and fit.deviation <= EXACT:
                return list(dict.fromkeys(name for name, _ in some))
    return list(dict.fromkeys(name for name, _ in routes)) if len(routes) == 1 else []


def _routes(search: Search, net: str) -> list[Route]:
    return list(_all_routes(search, net))


def _all_routes(search: Search, net: str) -> Iterator[Route]:
    for at, term in enumerate(search.player.terms):
        for name in term.body.reads:
            if name in term.through or not _is_made_by(search, name, net):
                continue
            column = _passing(search, term, name)
            if column is not None:
                yield name, column.slopes[net] - search.own[at].slopes[net]


def _passing(search: Search, term: Term, name: str) -> Measured | None:
    """A term with gradient through a draw; None where nothing can pass it."""
    draw = search.bench.objective.draw(name)
    world = World(draws=(replace(draw, detached=False),)) if draw.detached else World()
    freed = replace(term, through=(*term.through, name))
    return measure(search.bench, [freed], world)[0]


def _is_made_by(search: Search, name: str, net: str) -> bool:
    objective = search.bench.objective
    laws = (objective.draw(each).law for each in ancestry(objective, [name]))
    return any(net in (ref.net for ref in getattr(law, "nets", ())) for law in laws)

"""Schematic → Receipt: its objective and its emitted code against the paper, on finite spaces.

Four things are proved. (a) Each player's derived objective is the paper's formula, in value and
gradient. (b) Its gradients obey the paper's identities that the drawing calls for. (c) The emitted
loss is that formula, on every combination of base noise exactly and under random noise by a z-test.
(d) No gradient leaves a player's own groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from schematic.graph import Schematic
from schematic.graph.names import greek
from schematic.objective import derive
from schematic.objective.terms import Objective, Penalty, Player
from schematic.verify.bounds import free_energies, lemma_2
from schematic.verify.codes import equation_10
from schematic.verify.emitted import Build, compiled
from schematic.verify.lemma1 import cases, lemma_1
from schematic.verify.losses import fits, on_code, on_own_nets
from schematic.verify.paper import Formula, formulas
from schematic.verify.receipt import ROUTING, Receipt, Row, judged, not_applicable
from schematic.verify.slopes import gap, largest, size
from schematic.verify.small import shrink
from schematic.verify.tables import Tables
from schematic.verify.walk import walk
from schematic.verify.world import TooLargeError

DRAWS = 12_000


def verify(schematic: Schematic, *, seed: int = 0, draws: int = DRAWS) -> Receipt:
    """The receipt of a schematic that passes its checks.

    Args:
        schematic: any; it is made small first.
        seed: of the random tables, modules and noise.
        draws: examples that the z-tests average; 0 leaves the z-tests out.
    """
    sizes = (derive(shrink(schematic, elements)) for elements in (2, 1))
    objective = next(filter(fits, sizes), None) or derive(shrink(schematic, 1))
    return prove(objective, seed=seed, draws=draws)


def prove(
    objective: Objective, *, seed: int = 0, draws: int = DRAWS, build: Build = compiled
) -> Receipt:
    """The receipt of an objective of a small schematic, and of the model that is built from it."""
    with one_thread():
        rows = [
            *on_tables(objective, seed),
            *on_code(objective, seed, draws, build),
            *on_own_nets(objective, seed, build),
        ]
    return Receipt(objective.schematic.name, seed, draws, tuple(rows))


@contextmanager
def one_thread() -> Iterator[None]:
    """Within: torch uses one thread, since waiting for others costs more than these small sums."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def on_tables(objective: Objective, seed: int) -> Iterator[Row]:
    """Proof (a), (b) and (d), of the objective itself."""
    try:
        rows = list(_on_tables(objective, Tables(objective.schematic, seed)))
    except TooLargeError as reason:
        rows = [not_applicable("expectations and gradients on tables", ROUTING, str(reason))]
    yield from rows


def _on_tables(objective: Objective, world: Tables) -> Iterator[Row]:
    expected = {",".join(f.groups): f for f in formulas(world)}
    found = [player.name for player in objective.players]
    strangers = set(found) ^ expected.keys()
    shown = "; ".join(map(greek, expected))
    yield judged(f"the players are {shown}", ROUTING, float(len(strangers)), 0.0)
    for player in objective.players:
        if player.name in expected:
            yield from _player(objective, player, expected[player.name], world)


def _player(objective: Objective, player: Player, formula: Formula, world: Tables) -> Iterator[Row]:
    value, own = walk(objective, player, world), world.parameters(formula.groups)
    off = abs(value.item() - formula.value.item())
    deviation = largest((off, gap(value, formula.value, own)))
    shown = greek(player.name)
    yield judged(f"{shown}: expectation and gradient", formula.source, deviation)
    others = world.parameters([g for g in world.schematic.groups if g not in formula.groups])
    yield judged(f"{shown}: gradient outside its groups", ROUTING, size(value, others), 0.0)
    if any(isinstance(term.body, Penalty) for term in player.terms):
        why = "a table has no slope; the emitted loss is checked with it"
        yield not_applicable(f"{shown}: gradient penalty on tables", "[Gulrajani2017]", why)
    for case in cases(objective, player, formula, world):
        yield from lemma_1(case)
        yield from equation_10(case)
    yield from lemma_2(objective, player, formula, world)
    yield from free_energies(objective, player, formula, world)

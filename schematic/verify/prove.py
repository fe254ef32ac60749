"""Schematic → Receipt: its objective and its emitted code against the paper, on finite spaces.

Four things are proved. (a) Each player's derived objective is the paper's formula, in value and
gradient. (b) Its gradients obey the paper's identities that the drawing calls for. (c) The emitted
loss is that formula, on every combination of base noise exactly and under random noise by a z-test.
(d) No gradient leaves a player's own groups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

from schematic.diagnostics.number_error import require_whole
from schematic.graph import Schematic
from schematic.graph.names import greek
from schematic.graph.required import require_schematic
from schematic.objective import derive
from schematic.objective.terms import Objective, Player
from schematic.ranges import NATURAL, SEED
from schematic.verify.derivatives import gap, largest, off, size
from schematic.verify.emitted.lattice import Build, compiled
from schematic.verify.emitted.loss_rows import fits, on_code, on_own_nets
from schematic.verify.emitted.volume_rows import on_volumes
from schematic.verify.expectation import TermOracle, derived, term_oracle
from schematic.verify.lemmas.case import cases
from schematic.verify.lemmas.equation_10 import equation_10
from schematic.verify.lemmas.free_energy import free_energies
from schematic.verify.lemmas.lemma_1 import lemma_1
from schematic.verify.lemmas.lemma_2 import lemma_2
from schematic.verify.miniature import shrink
from schematic.verify.oracles import MissingOracleError
from schematic.verify.paper.formulas import Formula, formulas
from schematic.verify.receipt import ROUTING, Receipt, Row, judged, not_applicable
from schematic.verify.worlds.scenes import TooLargeError
from schematic.verify.worlds.tables import Tables

DRAWS = 12_000
Told = Callable[[Row], None]


def untold(row: Row) -> None:
    """Take a row that nobody waits for."""


def verify(
    schematic: Schematic, *, seed: int = 0, draws: int = DRAWS, told: Told = untold
) -> Receipt:
    """The receipt of a schematic that passes its checks.

    Args:
        schematic: any; it is made small first.
        seed: of the random tables, modules and noise.
        draws: examples that the z-tests average; 0 leaves the z-tests out.
        told: gets each row as soon as it is known.

    Raises:
        NumberError: the seed or the number of draws is none.

    Example:
        >>> receipt = schematic.verify(schematic.load("gan"), draws=0)
        >>> receipt.passed
        True
    """
    require_schematic("verify", schematic)
    seed, draws = require_whole("seed", seed, SEED), require_whole("draws", draws, NATURAL)
    try:
        objective = small_objective(schematic)
    except MissingOracleError as missing:
        return Receipt(schematic.name, seed, draws, (_unknown(missing),))
    return prove(objective, seed=seed, draws=draws, told=told)


def small_objective(schematic: Schematic) -> Objective:
    """The objective on events of two elements, or of one where two are too many to enumerate."""
    found = derive(shrink(schematic, 2))
    if not fits(found):
        found = derive(shrink(schematic, 1))
    return found


def prove(
    objective: Objective,
    *,
    seed: int = 0,
    draws: int = DRAWS,
    build: Build = compiled,
    told: Told = untold,
) -> Receipt:
    """The receipt of an objective of a small schematic, and of the model that is built from it."""
    with one_thread():
        proofs = (
            on_tables(objective, seed),
            on_code(objective, seed, draws, build),
            on_own_nets(objective, seed, build),
            on_volumes(objective, seed, build),
        )
        rows: dict[Row, None] = {}
        for row in (row for proof in proofs for row in _known(proof)):
            if row not in rows:
                told(row)
            rows[row] = None
    return Receipt(objective.schematic.name, seed, draws, tuple(rows))


def _known(proof: Iterator[Row]) -> Iterator[Row]:
    """The rows of a proof, up to something that the oracle does not know."""
    try:
        yield from proof
    except MissingOracleError as missing:
        yield _unknown(missing)


def _unknown(missing: MissingOracleError) -> Row:
    """The row that fails where the oracle has no file for something."""
    detail = f"{missing.message}: {missing.cure}"
    return judged("the oracle knows every part", ROUTING, float("nan"), 0.0, detail)


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
    expected = {formula.name: formula for formula in formulas(world)}
    found = [player.name for player in objective.players]
    strangers = set(found) ^ expected.keys()
    shown = "; ".join(map(greek, expected))
    yield judged(f"the players are {shown}", ROUTING, float(len(strangers)), 0.0)
    for player in objective.players:
        if player.name in expected:
            yield from _player(objective, player, expected[player.name], world)


def _player(objective: Objective, player: Player, formula: Formula, world: Tables) -> Iterator[Row]:
    value, own = derived(objective, player, world), world.parameters(formula.groups)
    deviation = largest((off(value, formula.value), gap(value, formula.value, own)))
    shown = greek(player.name)
    yield judged(f"{shown}: expectation and gradient", formula.source, deviation)
    others = world.parameters([g for g in world.schematic.groups if g not in formula.groups])
    yield judged(f"{shown}: gradient outside its groups", ROUTING, size(value, others), 0.0)
    for kind in _off_tables(player):
        yield not_applicable(f"{shown}: {kind.name} on tables", kind.source, kind.off_tables)
    for case in cases(objective, player, formula, world):
        yield from lemma_1(case)
        yield from equation_10(case)
    yield from lemma_2(objective, player, formula, world)
    yield from free_energies(objective, player, formula, world)


def _off_tables(player: Player) -> tuple[TermOracle[Any], ...]:
    """The kinds of term that have no value on tables."""
    kinds = {type(term.body): term_oracle(term.body) for term in player.terms}
    return tuple(kind for kind in kinds.values() if kind.off_tables)

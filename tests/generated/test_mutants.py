"""Wrong objectives of random specs are refused, as those of the zoo are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
import torch

from schematic.graph import Schematic
from schematic.objective import Objective, derive
from schematic.verify.derivatives import gap
from schematic.verify.expectation import derived
from schematic.verify.miniature import shrink
from schematic.verify.prove import on_tables, one_thread
from schematic.verify.receipt import Verdict
from schematic.verify.worlds.tables import Tables
from tests.generated.specs import accepted
from tests.verify.mutants import DERIVATION

SAMPLE = [(seed, schematic) for seed, _, schematic in islice(accepted(2000), 15)]
SEED, OTHERS = 0, (1, 2)


@pytest.mark.parametrize(
    "schematic", [schematic for _, schematic in SAMPLE], ids=[f"seed-{seed}" for seed, _ in SAMPLE]
)
def test_wrong_objectives_are_refused(schematic: Schematic) -> None:
    right: Objective = derive(shrink(schematic))
    with one_thread():
        spared = [name for name, wrong in _mutants(right) if not _is_refused(wrong)]
        alike = [name for name, wrong in _mutants(right) if name in spared and _agree(right, wrong)]
    assert spared == alike


def _mutants(right: Objective) -> Iterator[tuple[str, Objective]]:
    for name, mutate in DERIVATION.items():
        for at, wrong in enumerate(mutate(right)):
            yield f"{name}, {at}", wrong


def _is_refused(wrong: Objective) -> bool:
    return any(row.verdict is Verdict.FAIL for row in on_tables(wrong, SEED))


def _agree(right: Objective, wrong: Objective) -> bool:
    """Whether a mutant changes nothing: all players' values and gradients on other tables."""
    return all(_distance(right, wrong, Tables(right.schematic, seed)) < 1e-12 for seed in OTHERS)


def _distance(right: Objective, wrong: Objective, world: Tables) -> float:
    everything = world.parameters(right.schematic.groups)
    others = {player.name: player for player in wrong.players}
    gaps = [0.0]
    for player in right.players:
        left = derived(right, player, world)
        found = derived(wrong, others[player.name], world)
        gaps += [gap(left, found, everything), torch.dist(left.detach(), found.detach()).item()]
    return max(gaps)

"""Every mistake of the catalogue is named, and no right loss is accused."""

from __future__ import annotations

from typing import Any

import pytest

import schematic
from schematic.audit import Verdict
from schematic.audit.mistakes import MISTAKES
from tests.audit.correct import CORRECT
from tests.audit.mistaken import MISTAKEN
from tests.audit.table import PAGE, audited, right_row, wrong_row
from tests.model.programs import PROGRAMS
from tests.references import models
from tests.references.nets import make

QUICK = {"gan_no_detach", "gan_saturating", "vae_kl_mean", "gan_joined", "vae_distributions"}
ROWS = PAGE.read_text(encoding="utf-8").splitlines()
OTHERS = {
    "weight",
    "missing",
    "no_gradient",
    "sign",
    "leak",
    "batch_statistics",
    "smoothed_label",
}
"""Faults that fits find without a known mistake."""


def some(names: dict[str, object]) -> list[object]:
    """All names; those that are not quick are slow together."""
    return [n if n in QUICK else pytest.param(n, marks=pytest.mark.slow) for n in names]


@pytest.mark.parametrize("name", some({**MISTAKEN}))
def test_mistake_is_named(name: str) -> None:
    case = MISTAKEN[name]
    found = audited(name)
    assert wrong_row(name, found) in ROWS, "python -m tests.audit.table writes docs/audit.md anew"
    assert not found.passed
    for player in found.players:
        assert player.verdict.passes == (player.player != case.player), str(found)
    faults = found.player(case.player).faults
    assert any(f.mistake == case.mistake and case.says in f.message for f in faults), str(found)
    assert all(fault.cure for fault in faults)
    assert found.player(case.player).residual < 1e-6


@pytest.mark.parametrize("name", some({**CORRECT}))
def test_right_loss_is_not_accused(name: str) -> None:
    found = audited(name)
    assert right_row(name, found) in ROWS, "python -m tests.audit.table writes docs/audit.md anew"
    assert found.passed, str(found)
    assert not any(player.faults for player in found.players)


def test_the_catalogue_is_large_enough() -> None:
    assert len(MISTAKEN) >= 20
    assert len(CORRECT) >= 20
    named = {case.mistake for case in MISTAKEN.values()}
    assert named <= {*MISTAKES, *OTHERS}


def test_mistakes_have_different_places_in_the_order() -> None:
    assert len({mistake.order for mistake in MISTAKES.values()}) == len(MISTAKES)
    assert {mistake.name for mistake in MISTAKES.values()} == set(MISTAKES.modules)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PROGRAMS)[::3])
def test_hand_written_references_are_equal(name: str) -> None:
    nets, batch, _ = make(name, 0)

    def losses(nets: Any, batch: Any, noise: Any) -> Any:
        return models.losses(name, nets, batch, noise)

    found = schematic.audit(schematic.parse(PROGRAMS[name]), losses, nets=nets, batch=batch)
    assert {player.verdict for player in found.players} == {Verdict.EQUAL}, str(found)
    assert not any(player.notes for player in found.players)

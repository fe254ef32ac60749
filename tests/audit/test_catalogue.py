"""Every mistake of the catalogue is named, and no right loss is accused."""

from __future__ import annotations

import pytest

import schematic
from schematic.audit.mistakes import MISTAKES
from schematic.resources import zoo
from tests.audit.correct import CORRECT
from tests.audit.mistaken import MISTAKEN

QUICK = {"gan_no_detach", "gan_saturating", "vae_kl_mean", "gan_joined", "vae_distributions"}
OTHERS = {"weight", "missing", "no_gradient", "sign", "leak"}
"""Faults that fits find without a known mistake."""


def some(names: dict[str, object]) -> list[object]:
    """All names; those that are not quick are slow together."""
    return [n if n in QUICK else pytest.param(n, marks=pytest.mark.slow) for n in names]


@pytest.mark.parametrize("name", some({**MISTAKEN}))
def test_mistake_is_named(name: str) -> None:
    case = MISTAKEN[name]
    found = schematic.audit(schematic.load(zoo()[case.spec]), case.losses)
    assert not found.passed
    for player in found.players:
        assert player.verdict.passes == (player.player != case.player), str(found)
    faults = found.player(case.player).faults
    assert any(f.mistake == case.mistake and case.says in f.message for f in faults), str(found)
    assert all(fault.cure for fault in faults)
    assert found.player(case.player).residual < 1e-6


@pytest.mark.parametrize("name", some({**CORRECT}))
def test_right_loss_is_not_accused(name: str) -> None:
    case = CORRECT[name]
    found = schematic.audit(schematic.load(zoo()[case.spec]), case.losses)
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

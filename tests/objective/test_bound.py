"""How the terms of a pass are put together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schematic.graph import Parts
from schematic.objective import bound
from schematic.objective.bound import BOUNDS, Bound, bound_of
from schematic.objective.passes import find_passes
from schematic.objective.rule import derive
from tests.objective.specs import arrow, spec


def test_the_evidence_bound_is_what_no_arrow_asks_for() -> None:
    schematic = spec("hvae")
    (run,) = find_passes(schematic)
    found = bound_of(run)
    assert found is BOUNDS["evidence"]
    assert list(found.refusals(schematic, run)) == []


def test_an_arrow_may_ask_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound decides on the terms of its pass; this one keeps the first."""
    first = Bound("first", lambda pool, world, terms: terms[:1])
    monkeypatch.setattr(bound, "BOUNDS", {**BOUNDS, "first": first})
    schematic = spec("vae")
    dashed = arrow(schematic, "x ..> z")
    asking = replace(dashed, attributes=replace(dashed.attributes, bound="first"))
    factors = (asking if f == dashed else f for f in schematic.factors)
    changed = replace(schematic, parts=Parts.of(schematic.nodes.values(), factors))
    (player,) = derive(changed).players
    assert [type(term.body).__name__ for term in player.terms] == ["LogDensity"]
    assert len(derive(schematic).players[0].terms) == 2

"""The laws of rewrites, on generated schematics."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import schematic
from schematic.checks import check
from schematic.diagnostics import Source
from schematic.diagnostics.diagnostic import errors
from schematic.graph import Schematic
from schematic.graph.spec_text import write_schematic
from schematic.rewrites.apply import apply, apply_all, step
from schematic.rewrites.chain import read_rewrites
from schematic.rewrites.cures import cure_of
from schematic.rewrites.rewrite import Refusal
from schematic.rewrites.rules import moves
from schematic.rewrites.rules.swap_nodes import SwapNodes
from schematic.rewrites.rules.swap_processes import SwapProcesses
from schematic.rewrites.sameness.equality import difference, equal
from schematic.syntax.format import format_source
from tests.rewrites.generated import renamed, schematics

pytestmark = pytest.mark.slow

laws = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@laws
@given(schematics())
def test_both_swaps_are_involutions(original: Schematic) -> None:
    for swap in (SwapProcesses(), *SwapNodes.moves(original)):
        swapped = step(swap, original)
        if isinstance(swapped, Schematic):
            event(type(swap).__name__)
            assert step(swap, swapped) == original


@laws
@given(schematics())
def test_both_swaps_commute(original: Schematic) -> None:
    for nodes in SwapNodes.moves(original):
        one = apply_all((SwapProcesses(), nodes), original)
        other = apply_all((nodes, SwapProcesses()), original)
        if isinstance(one, Schematic) and isinstance(other, Schematic):
            event("commute")
            assert one == other


@laws
@given(schematics())
def test_results_are_well_formed_or_refused_with_a_reason(original: Schematic) -> None:
    for rewrite in moves(original):
        result = apply(rewrite, original)
        if isinstance(result, Refusal):
            assert result.reason
        else:
            assert not list(errors(check(result)))
            assert set(result.nets) <= set(original.nets)


@settings(laws, max_examples=8)
@given(schematics())
def test_cures_cure(original: Schematic) -> None:
    for rewrite in moves(original):
        refusal = step(rewrite, original)
        if isinstance(refusal, Refusal) and len(original.nodes) <= 4:
            cure = cure_of(refusal, rewrite, original)
            if cure:
                event("cured")
                chain = (*read_rewrites(cure), rewrite)
                assert isinstance(apply_all(chain, original), Schematic)


@laws
@given(schematics())
def test_rewrites_read_what_they_write(original: Schematic) -> None:
    for rewrite in moves(original):
        assert read_rewrites(str(rewrite)) == (rewrite,)


@laws
@given(schematics())
def test_written_text_is_read_back_equal_and_is_canonical(original: Schematic) -> None:
    text = write_schematic(original)
    assert schematic.parse(text, name=original.source.name) == original
    assert format_source(Source("a.sgm", text)) == text


@laws
@given(schematics(), st.integers(0, 10**6))
def test_names_and_order_do_not_count(original: Schematic, seed: int) -> None:
    other = renamed(original, seed)
    assert equal(original, other)
    assert difference(original, other) == []


@laws
@given(schematics())
def test_what_changes_is_told(original: Schematic) -> None:
    for rewrite in moves(original):
        result = step(rewrite, original)
        if isinstance(result, Schematic) and not equal(original, result):
            assert difference(original, result)

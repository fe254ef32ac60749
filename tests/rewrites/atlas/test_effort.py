"""A search that would take too long ends with a finding, and a cure that does is none."""

from __future__ import annotations

import pytest

from benchmarks.shapes import chain, pairs
from schematic.diagnostics import SchematicError
from schematic.pipeline import parse
from schematic.rewrites.atlas.effort import Effort
from schematic.rewrites.atlas.shortest_path import explore, path
from schematic.rewrites.atlas.walk import atlas
from tests.rewrites.shipped import spec


def test_a_search_counts_what_it_goes_over() -> None:
    gan, effort = spec("gan"), Effort()
    list(explore(gan, 1, effort))
    assert effort.tried > 0
    assert effort.spent >= effort.tried * (len(gan.nodes) + len(gan.factors))


def test_a_search_is_given_up_where_its_effort_is_spent() -> None:
    with pytest.raises(SchematicError, match="given up after 1 rewrites") as refused:
        list(explore(spec("gan"), 3, Effort(most=7)))
    assert [finding.code for finding in refused.value.diagnostics] == ["SGM660"]


def test_paths_and_atlases_of_large_specs_end() -> None:
    large, other = parse(chain(400)), parse(pairs(400))
    with pytest.raises(SchematicError, match="the search was given up"):
        path(large, other)
    with pytest.raises(SchematicError, match="the search was given up"):
        atlas(large)


def test_what_cannot_be_cured_is_refused_soon() -> None:
    with pytest.raises(SchematicError, match="no node is called `nowhere`"):
        parse(chain(11)).rewrite("add code nowhere")

"""The shortest chains of rewrites are those that the paper writes."""

from __future__ import annotations

import pytest

from schematic.rewrites.atlas.shortest_path import path
from tests.rewrites.shipped import spec


@pytest.mark.parametrize(
    ("start", "goal", "chain"),
    [
        ("gan", "vae", "add code z | swap processes | degenerate y | drop y"),
        ("vae", "gan", "add y | activate y | swap processes | drop code z"),
        ("infogan", "aae", "swap x <-> z"),
        ("aavae", "infogan", "swap processes"),
        ("vae", "ae", "match z by nothing"),
        ("gan", "gan", ""),
    ],
)
def test_path_is_the_papers_own(start: str, goal: str, chain: str) -> None:
    found = path(spec(start), spec(goal))
    assert found is not None
    assert str(found) == chain
    assert not chain or spec(start).rewrite(str(found)).name == spec(goal).name


def test_a_chain_shows_its_text() -> None:
    found = path(spec("gan"), spec("infogan"))
    assert repr(found) == "<Chain: add code z>"
    assert repr(path(spec("gan"), spec("gan"))) == "<Chain: no rewrite is needed>"


def test_path_with_the_fewest_rewrites_matches_instead() -> None:
    found = path(spec("gan"), spec("vae"), fewest=True)
    assert found is not None
    assert len(found) == 3


def test_no_path_leads_out_of_a_family() -> None:
    assert path(spec("gan"), spec("helmholtz")) is None

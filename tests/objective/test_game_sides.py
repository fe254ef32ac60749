"""Where the two sides of a game come from."""

from __future__ import annotations

import pytest

from schematic.graph import Schematic
from schematic.objective.game_sides import (
    Sides,
    data_pickers,
    games_of,
    real_pass_first,
    sides_of,
    unseen_games,
)
from schematic.objective.passes import find_passes
from tests.objective.specs import DATA, LABEL, PRIOR, spec, unchecked

JUDGE = "x -!> y ~ D[φ]\n"


def sides(schematic: Schematic) -> list[Sides]:
    passes = find_passes(schematic)
    return [sides_of(schematic, game, passes) for game in games_of(schematic)]


@pytest.mark.parametrize(
    ("name", "expected"),
    {
        "gan": [Sides.LAW],
        "aae": [Sides.LAW],
        "pix2pix": [Sides.LAW],
        "vaegan": [Sides.LAW],
        "cyclegan": [Sides.LAW, Sides.LAW],
        "ali": [Sides.PASSES],
        "ada": [Sides.DATA],
        "aavae": [],
        "vae": [],
    }.items(),
)
def test_sides(name: str, expected: list[Sides]) -> None:
    assert sides(spec(name)) == expected


def test_what_nothing_infers_has_no_two_sides() -> None:
    assert sides(unchecked(DATA + LABEL + JUDGE)) == [Sides.NONE]


def test_inferred_nodes_without_a_law_have_no_real_side() -> None:
    text = DATA + "latent h : real[2]\n" + LABEL + "x ..|> h = E[η]\nh -!> y ~ D[φ]\n"
    assert sides(unchecked(text)) == [Sides.NONE]


def test_an_indicator_picks_data_only_where_a_law_says_so() -> None:
    schematic = spec("ada")
    assert data_pickers(schematic) == {"y"}
    assert data_pickers(spec("gan")) == set()


ALI = "z ..|> x = G[θ]\nx ..> z ~ E[η]\nx, z -!> y ~ D[φ]\n"


@pytest.mark.parametrize("nodes", [DATA + PRIOR, PRIOR + DATA])
def test_the_pass_that_starts_from_data_is_real(nodes: str) -> None:
    schematic = unchecked(nodes + LABEL + ALI)
    real, fake = real_pass_first(schematic, find_passes(schematic))
    assert (real.starts, fake.starts) == (("x",), ("z",))


@pytest.mark.parametrize(
    ("name", "unseen"),
    [("gan", 1), ("aae", 1), ("vaegan", 0), ("cyclegan", 0), ("ali", 0), ("ada", 0)],
)
def test_games_whose_real_side_no_pass_draws(name: str, unseen: int) -> None:
    schematic = spec(name)
    assert len(list(unseen_games(schematic, find_passes(schematic)))) == unseen

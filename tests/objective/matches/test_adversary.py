"""A game in the place of the KL."""

from __future__ import annotations

from schematic.objective.match import MATCHES, meeting_of, ways_of
from tests.objective.specs import DATA, LABEL, PRIOR, arrow, losses, unchecked

AAE = DATA + PRIOR + LABEL + "z -> x ~ Normal(G[θ], 1)\nx ..> z ~ E[θ]\nz -!> y ~ D[φ]\n"


def test_a_red_arrow_goes_before_the_kl_of_a_filled_head() -> None:
    schematic = unchecked(AAE)
    assert ways_of(schematic, arrow(schematic, "x ..> z")) == ("adversary",)
    assert "KL" not in losses(AAE)["theta"]


def test_it_is_refused_where_no_game_is_played() -> None:
    with_game, without = unchecked(AAE), unchecked(AAE.partition("z -!>")[0])
    for schematic, code in ((with_game, None), (without, "SGM351")):
        meeting = meeting_of(schematic, arrow(schematic, "x ..> z"))
        assert meeting is not None
        finding = MATCHES["adversary"].refusal(meeting)
        assert (finding.code if finding else None) == code


def test_its_cure_is_the_game_that_is_missing() -> None:
    schematic = unchecked(AAE.partition("z -!>")[0])
    meeting = meeting_of(schematic, arrow(schematic, "x ..> z"))
    assert meeting is not None
    finding = MATCHES["adversary"].refusal(meeting)
    assert finding is not None
    assert finding.cure is not None
    assert "z -!> y ~ " in finding.cure
    assert finding.about == ("z", "-!>")

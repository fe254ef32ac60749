"""A law that a node is not held to."""

from __future__ import annotations

from schematic.objective.match import MATCHES, meeting_of
from tests.objective.specs import VAE, arrow, losses, unchecked


def test_only_its_word_chooses_it_and_it_adds_nothing() -> None:
    schematic = unchecked(VAE)
    meeting = meeting_of(schematic, arrow(schematic, "x ..> z"))
    assert meeting is not None
    nothing = MATCHES["nothing"]
    assert not nothing.is_default(meeting)
    assert nothing.refusal(meeting) is None
    said = VAE.replace("E[η]", "E[η] {match = nothing}")
    assert losses(said) == {"theta,eta": "−log p(x|z)"}

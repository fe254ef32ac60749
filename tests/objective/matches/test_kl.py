"""The KL to a law: what it reads, how it is weighed, and where it cannot be taken."""

from __future__ import annotations

import pytest

from schematic.graph import Factor
from schematic.objective.match import MATCHES, Meeting, meeting_of
from schematic.objective.terms import Divergence
from tests.objective.specs import DATA, LABEL, PRIOR, arrow, losses, spec, unchecked

KL = MATCHES["kl"]


def meeting(text: str, written: str) -> Meeting:
    schematic = unchecked(text)
    found = meeting_of(schematic, arrow(schematic, written))
    assert found is not None
    return found


def test_beta_and_the_weight_of_a_conditional_prior_multiply() -> None:
    from schematic.objective.rule import derive

    schematic = spec("hvae_weights")
    (player,) = derive(schematic).players
    terms = {t.body.of: t for t in player.terms if isinstance(t.body, Divergence)}
    assert {name: term.scale for name, term in terms.items()} == {"h": 1.5, "z": 4}
    names = {name for _, name in terms["h"].readings}
    assert names == {"beta", "weight"}
    assert isinstance(terms["h"].sources[1], Factor)
    assert [name for _, name in terms["z"].readings] == ["beta"]


def test_the_prior_is_read_at_what_it_is_given() -> None:
    text = DATA + "visible c : cat[2] ~ data\nlatent z : real[2]\n"
    text += "z -> x ~ G[θ]\nx ..> z ~ E[η]\nc -> z ~ P[θ]\n"
    assert losses(text) == {"theta,eta": "−log p(x|z) + KL(q(z|x) ‖ p(z|c))"}


HOLLOW = DATA + PRIOR + "z -> x ~ Normal(G[θ], 1)\nx ..|> z = E[η]\n"


def test_a_map_without_a_density_is_refused_with_three_ways_out() -> None:
    finding = KL.refusal(meeting(HOLLOW, "x ..|> z"))
    assert finding is not None
    assert finding.code == "SGM318"
    assert finding.cure is not None
    for way in ("write `x ..> z ~ E[eta]`", "z -!> y ~ D[φ]", "drop its law"):
        assert way in finding.cure
    assert KL.refusal(meeting(HOLLOW.replace("..|> z =", "..> z ~"), "x ..> z")) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (HOLLOW.replace("real[2] ~ Normal(0, 1)", "binary[2] ~ Bernoulli(0.5)"), "x ..|> z"),
        (HOLLOW.replace(" ~ Normal(0, 1)", "") + "visible c : real[2] ~ data\nc -|> z = P[θ]\n",
         "x ..|> z"),
    ],
    ids=["a sample without a gradient", "a law without a density"],
)  # fmt: skip
def test_a_kl_is_not_advised_where_there_is_none(text: str, written: str) -> None:
    finding = KL.refusal(meeting(text, written))
    assert finding is not None
    assert finding.cure is not None
    assert "a filled head" not in finding.cure
    assert "adversary" in finding.cure


def test_data_are_advised_an_adversary_alone() -> None:
    text = DATA + "visible a : real[2] ~ data\na ..|> x = G[θ]\n" + LABEL
    finding = KL.refusal(meeting(text, "a ..|> x"))
    assert finding is not None
    assert finding.cure is not None
    assert "; or " not in finding.cure
    assert "-!>" in finding.cure
